/** Steps through the acquisitions on its own, until it is stopped or `step` says there is no next. */
export interface Player {
  readonly playing: boolean;
  start(): void;
  stop(): void;
}

/** `step` shows the next acquisition and resolves once it is drawn; false: that was the last. */
export function createPlayer(pauseMs: number, step: () => Promise<boolean>, changed: () => void): Player {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stop = () => {
    if (timer == null) return;
    clearTimeout(timer);
    timer = null;
    changed();
  };
  const next = (afterMs: number) => {
    const mine = setTimeout(async () => {
      const more = await step().catch(() => false);
      if (timer !== mine) return;
      if (more) next(pauseMs);
      else stop();
    }, afterMs);
    timer = mine;
  };
  return {
    get playing() {
      return timer != null;
    },
    start() {
      if (timer != null) return;
      next(0);
      changed();
    },
    stop,
  };
}
