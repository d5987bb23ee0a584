/** Many calls within the pause are one; a call while the work is under way is one more after it. */
export function coalesced(work: () => Promise<void>, pauseMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    timer = null;
    running = true;
    again = false;
    try {
      await work();
    } finally {
      running = false;
      if (again) soon();
    }
  };
  const soon = (): void => {
    if (running) again = true;
    else if (timer == null) timer = setTimeout(() => void run(), pauseMs);
  };
  return soon;
}
