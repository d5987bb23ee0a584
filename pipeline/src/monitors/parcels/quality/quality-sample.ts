import { createHash } from 'node:crypto';

/** Lots below this are sampled by share, larger ones by a fixed number (QUASSA v2.10; parcels.md 11). */
export const sampleRules = { smallLot: 6000, share: 0.05, largeLotSample: 300 } as const;

export function sampleSize(lot: number): number {
  return lot < sampleRules.smallLot ? Math.ceil(sampleRules.share * lot) : sampleRules.largeLotSample;
}

export interface Ranked<T> {
  /** From 1: who cannot be assessed is replaced by the next. */
  readonly rank: number;
  readonly isDrawn: boolean;
  readonly member: T;
}

/**
 * A bucket in an order that depends on the seed and on nothing else, the first of them drawn. A bucket that grows keeps the order of those
 * that were in it.
 */
export function rankedSample<T>(members: readonly T[], { seed, idOf }: { seed: string; idOf: (member: T) => string }): Ranked<T>[] {
  const size = sampleSize(members.length);
  return members
    .map((member) => ({
      member,
      id: idOf(member),
      draw: createHash('sha256')
        .update(`${seed}\n${idOf(member)}`)
        .digest('hex'),
    }))
    .sort((a, b) => (a.draw === b.draw ? a.id.localeCompare(b.id) : a.draw < b.draw ? -1 : 1))
    .map(({ member }, i) => ({ rank: i + 1, isDrawn: i < size, member }));
}
