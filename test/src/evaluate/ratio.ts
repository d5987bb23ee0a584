/** null where nothing could be judged. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Percent with one decimal; "–" where nothing could be judged. */
export function percent(value: number | null): string {
  return value == null ? '–' : `${(100 * value).toFixed(1)} %`;
}

/** Nearest-rank quantile; null of nothing. */
export function quantileOf(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Columns padded to equal width, the first to the left. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => (k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0))).join('  ');
  return `${rows.map((cells) => line(cells).trimEnd()).join('\n')}\n`;
}
