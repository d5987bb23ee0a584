/** One bench: our time and memory, and the peer's in the same run where there is one. */
export interface BenchResult {
  readonly seconds: number;
  readonly peakMiB: number | null;
  /** What ran beside us, or what to install for it; null where there is no like. */
  readonly peer: string | null;
  readonly peerSeconds: number | null;
  readonly peerPeakMiB: number | null;
  /** Ours / peer's that the issue asks for. */
  readonly targetRatio?: number;
  readonly targetSeconds?: number;
  readonly targetPeakMiB?: number;
  readonly note?: string;
}

export type BenchRow = { readonly name: string /** Load average over the last minute when it ended. */; readonly load: number } & (
  | BenchResult
  | { readonly failure: string }
);

const head = ['bench', 'seconds', 'peer s', 'ratio', 'peak MiB', 'peer MiB', 'target', 'peer', 'note'];
const leftAligned = new Set(['bench', 'target', 'peer', 'note']);

export function benchTable(rows: readonly BenchRow[]): string {
  const table = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const align = (cell: string, column: number): string =>
    leftAligned.has(head[column] ?? '') ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return `${table.map((cells) => cells.map(align).join('  ').trimEnd()).join('\n')}\n`;
}

function cellsOf(row: BenchRow): string[] {
  if ('failure' in row) return [row.name, ...head.slice(1, -1).map(() => '–'), `failed: ${row.failure.replace(/\s*\n\s*/g, ' | ')}`];
  const { name, seconds, peer, peerSeconds, peakMiB, peerPeakMiB, note } = row;
  return [
    name,
    seconds.toFixed(2),
    peerSeconds?.toFixed(2) ?? '–',
    peerSeconds == null ? '–' : (seconds / peerSeconds).toFixed(2),
    peakMiB?.toFixed(0) ?? '–',
    peerPeakMiB?.toFixed(0) ?? '–',
    targetsOf(row).join(', ') || '–',
    peer ?? '–',
    note ?? '',
  ];
}

/** What was asked for and whether this run reached it; "open" where it could not be measured. */
function targetsOf({ seconds, peerSeconds, targetRatio, targetSeconds, peakMiB, targetPeakMiB }: BenchResult): string[] {
  const verdict = (value: number | null, limit: number): string => (value == null ? 'open' : value <= limit ? 'met' : 'missed');
  return [
    ...(targetRatio == null ? [] : [`ratio ≤ ${targetRatio} ${verdict(peerSeconds == null ? null : seconds / peerSeconds, targetRatio)}`]),
    ...(targetSeconds == null ? [] : [`≤ ${targetSeconds} s ${verdict(seconds, targetSeconds)}`]),
    ...(targetPeakMiB == null ? [] : [`peak ≤ ${targetPeakMiB} MiB ${verdict(peakMiB, targetPeakMiB)}`]),
  ];
}
