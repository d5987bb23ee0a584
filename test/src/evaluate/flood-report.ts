import { reasonOfCode } from '@landsicht/core';
import { lookAlikeKind } from '@landsicht/data-samples';
import { csiOf, emptyScores, expectedCalibrationError, type KindCounts, poolScores, type SceneScores } from './flood-scores.js';

const kinds = Object.entries(lookAlikeKind);

/** Share of a kind's pixels that are dry, or excluded for a reason that is true of it; usual water may also be called so. */
export function rightShare(name: string, kind: KindCounts): number {
  return (kind.dry + kind.excludedRightly + (name === 'windyWater' ? kind.reference : 0)) / kind.pixels;
}

export function tableHead(): string {
  return `${['seed', 'CSI', 'prec.', 'recall', 'ECE', 'excl.', ...kinds.map(([name]) => name)].map(cell).join('')}\n`;
}

export function tableRow(label: string, scores: SceneScores): string {
  const { truePositive, falsePositive, falseNegative } = scores;
  const excluded = scores.excluded.reduce((sum, count) => sum + count, 0);
  const figures = [
    csiOf(scores),
    truePositive / (truePositive + falsePositive),
    truePositive / (truePositive + falseNegative),
    expectedCalibrationError(scores),
    excluded / scores.pixels,
    ...kinds.map(([name, code]) => rightShare(name, scores.kinds[code] as KindCounts)),
  ];
  return `${cell(label)}${figures.map((value) => cell(Number.isFinite(value) ? value.toFixed(3) : '-')).join('')}\n`;
}

/** All seeds pooled: what became of each kind, where flood was not observed, how far likelihood can be trusted. */
export function poolReport(all: readonly SceneScores[]): string {
  const pooled = all.reduce(poolScores, emptyScores(kinds.length + 1));
  const csi = all.map(csiOf);
  const lines = [
    tableRow('pooled', pooled).trimEnd(),
    `CSI mean ${(csi.reduce((a, b) => a + b, 0) / csi.length).toFixed(3)}, least ${Math.min(...csi).toFixed(3)}; expected calibration error ${expectedCalibrationError(pooled).toFixed(3)}`,
    ['kind', 'pixels', 'dry', 'usual', 'excl.', 'excl.?', 'flood'].map(cell).join(''),
    ...kinds.map(([name, code]) => {
      const kind = pooled.kinds[code] as KindCounts;
      const share = (count: number) => cell((count / kind.pixels).toFixed(3));
      return `${cell(name)}${cell(String(kind.pixels))}${[kind.dry, kind.reference, kind.excludedRightly, kind.excludedOtherwise, kind.flood].map(share).join('')}`;
    }),
    `not observed, share of all: ${reasons(pooled.excluded, pooled.pixels)}`,
    `not observed, share of flooded: ${reasons(pooled.excludedFlood, pooled.truePositive + pooled.falseNegative + sum(pooled.excludedFlood))}`,
    ['likelihood', 'pixels', 'stated', 'flooded'].map(cell).join(''),
    ...pooled.bins.map(
      ({ count, sum: stated, floods }, b) =>
        `${cell(`${10 * b}-${10 * b + 10}`)}${cell(String(count))}${cell((stated / count).toFixed(3))}${cell((floods / count).toFixed(3))}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function reasons(counts: readonly number[], total: number): string {
  const listed = counts.flatMap((count, code) => (count > 0 ? [`${reasonOfCode(code) ?? code} ${(count / total).toFixed(3)}`] : []));
  return listed.join(', ') || 'none';
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function cell(text: string): string {
  return text.padStart(text.length > 10 ? text.length + 1 : 11);
}
