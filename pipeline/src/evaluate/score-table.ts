import type { Scores } from './confusion.js';
import type { Evaluation } from './evaluate-units.js';

/** Scores for people: one row an item, the pooled row last; "–" where nothing could be judged. */
export function scoreTable({ items, pooled }: Evaluation): string {
  const head = ['item', 'IoU', 'precision', 'recall', 'F1', 'FPR', 'unknown px'];
  const ratio = (value: number | null) => (value == null ? '–' : value.toFixed(3));
  const row = (name: string, s: Scores) => [
    name,
    ratio(s.iou),
    ratio(s.precision),
    ratio(s.recall),
    ratio(s.f1),
    ratio(s.fpr),
    String(s.unknown),
  ];
  const rows = [head, ...Object.entries(items).map(([id, scores]) => row(id, scores)), row('pooled', pooled)];
  const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return `${rows.map((cells) => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')).join('\n')}\n`;
}
