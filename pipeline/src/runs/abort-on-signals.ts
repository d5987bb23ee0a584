/** Exit code of a command that was stopped by Ctrl-C: 128 + SIGINT. */
export const STOPPED_EXIT_CODE = 130;

export interface SignalAbort {
  readonly signal: AbortSignal;
  /** Gives the signals back to the system. */
  dispose(): void;
}

/**
 * The first SIGINT or SIGTERM aborts `signal`, so that running units can stop; the second kills the process at once. Both are
 * safe: finished units stay, half work is swept at the next start.
 */
export function abortOnSignals(say: (text: string) => void): SignalAbort {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM'] as const;
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      dispose();
      process.kill(process.pid, name); // no listener any more: the system's own answer, the end
      return;
    }
    say('Stopping; finished units are kept. Press Ctrl-C again to quit at once.\n');
    controller.abort(name);
  };
  const dispose = () => {
    for (const name of names) process.off(name, onSignal);
  };
  for (const name of names) process.on(name, onSignal);
  return { signal: controller.signal, dispose };
}
