import type { RunEvent, UnitOutcome } from './local-executor.js';

/** Where progress goes: stderr. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Progress {
  onEvent(event: RunEvent): void;
  /** Clears the bar and prints the totals. */
  end(): void;
}

const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;
const DEFAULT_COLUMNS = 80;

/** On a terminal one line with a bar; in a log a line every few seconds and one at the end of each unit. `nowMs` is the clock. */
export function showProgress(stream: ProgressStream, units: number, nowMs: () => number = () => performance.now()): Progress {
  const startMs = nowMs();
  const running = new Map<string, number>(); // key → fraction
  const counts: Record<UnitOutcome['state'], number> = { done: 0, skipped: 0, failed: 0, aborted: 0 };
  let current = '';
  let lastMs = startMs;
  let barShown = false;
  const terminal = stream.isTTY === true;

  const ended = () => counts.done + counts.skipped + counts.failed + counts.aborted;
  const etaMs = () => {
    const worked = counts.done + counts.failed + sum(running.values());
    return worked > 0 ? ((nowMs() - startMs) / worked) * Math.max(0, units - ended() - sum(running.values())) : null;
  };
  const fraction = () => (units === 0 ? 1 : (ended() + sum(running.values())) / units);
  const status = () => `${ended()}/${units} units  ${Math.floor(100 * fraction())} %${etaText(etaMs())}  ${current}`;
  const clear = () => {
    if (barShown) stream.write('\r\u001b[K');
    barShown = false;
  };
  const line = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
  const draw = (always: boolean) => {
    if (!always && nowMs() - lastMs < (terminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
    lastMs = nowMs();
    if (!terminal) return line(status());
    stream.write(`\r${barLine(fraction(), status(), (stream.columns ?? DEFAULT_COLUMNS) - 1)}\u001b[K`);
    barShown = true;
  };

  return {
    onEvent(event) {
      const { key, title } = event.task;
      if (event.type === 'end') {
        running.delete(key);
        counts[event.outcome.state]++;
        const text = endText(title, event.outcome, terminal);
        if (text != null) line(terminal ? text : `${ended()}/${units}  ${text}`);
        if (terminal) draw(true);
        return;
      }
      running.set(key, event.type === 'start' ? 0 : Math.min(1, Math.max(0, event.fraction)));
      current = event.type === 'start' ? title : `${title}: ${event.message}`;
      draw(false);
    },
    end() {
      const parts = Object.entries(counts).filter(([state, count]) => count > 0 || state === 'done');
      line(`${parts.map(([state, count]) => `${count} ${state}`).join(', ')} of ${units} units in ${durationText(nowMs() - startMs)}`);
    },
  };
}

/** `[######······] status`, cut to `width` characters; the bar takes a quarter of the line. */
function barLine(fraction: number, status: string, width: number): string {
  const barWidth = Math.max(0, Math.min(30, Math.floor(width / 4)));
  const filled = Math.round(barWidth * Math.min(1, fraction));
  const text = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${status}`;
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** null where a terminal needs no line of its own: the bar shows it. */
function endText(title: string, outcome: UnitOutcome, terminal: boolean): string | null {
  switch (outcome.state) {
    case 'failed':
      return `failed: ${title}: ${outcome.code}: ${outcome.message}`;
    case 'done':
      return terminal ? null : `done: ${title} in ${durationText(outcome.elapsedMs)}`;
    case 'skipped':
    case 'aborted':
      return terminal ? null : `${outcome.state}: ${title}`;
  }
}

function etaText(etaMs: number | null): string {
  return etaMs == null ? '' : `  ${durationText(etaMs)} left`;
}

/** 0.4 s, 12 s, 3:05 min, 2:10 h */
export function durationText(ms: number): string {
  const s = Math.round(ms / 1000);
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  if (s < 60) return `${s} s`;
  const [whole, rest, unit] = s < 3600 ? [Math.floor(s / 60), s % 60, 'min'] : [Math.floor(s / 3600), Math.floor((s % 3600) / 60), 'h'];
  return `${whole}:${String(rest).padStart(2, '0')} ${unit}`;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
