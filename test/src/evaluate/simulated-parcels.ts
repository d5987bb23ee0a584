import { judgeFields, simulatedYear } from './judge-fields.js';
import { type ConditionScore, conditionScores, cropScore, mowingScore, type ParcelSeed, plantedFound } from './parcel-scores.js';

const toleranceDays = 10;

/** One seed: a season of `parcels` parcels with planted violations, simulated, judged and scored. `dir` holds its tables until the next seed. */
export async function parcelSeed(seed: number, parcels: number, dir: string): Promise<ParcelSeed> {
  const fields = await judgeFields(seed, parcels, dir);
  return {
    parcels: fields.length,
    conditions: conditionScores(fields, simulatedYear),
    planted: plantedFound(fields),
    mowing: mowingScore(fields, simulatedYear, toleranceDays),
    crops: cropScore(fields),
  };
}

/** All counts of all seeds. */
export function poolSeeds(seeds: readonly ParcelSeed[]): ParcelSeed {
  const add = <C extends object>(counts: readonly C[]): C => {
    const sums: Record<string, number> = {};
    for (const one of counts) for (const [key, n] of Object.entries(one)) sums[key] = (sums[key] ?? 0) + (n as number);
    return sums as C;
  };
  const names = [...new Set(seeds.flatMap(({ conditions }) => conditions.map(({ condition }) => condition)))].sort();
  const kinds = [...new Set(seeds.flatMap(({ planted }) => planted.map(({ kind }) => kind)))];
  return {
    parcels: seeds.reduce((sum, { parcels }) => sum + parcels, 0),
    conditions: names.map((condition): ConditionScore => {
      const all = seeds.flatMap(({ conditions }) => conditions.filter((one) => one.condition === condition));
      return {
        condition,
        met: add(all.map(({ met }) => met)),
        broken: add(all.map(({ broken }) => broken)),
        unclear: all.reduce((sum, { unclear }) => sum + unclear, 0),
      };
    }),
    planted: kinds.map((kind) => ({
      kind,
      lights: add(seeds.flatMap(({ planted }) => planted.filter((one) => one.kind === kind).map(({ lights }) => lights))),
    })),
    mowing: add(seeds.map(({ mowing }) => mowing)),
    crops: add(seeds.map(({ crops }) => crops)),
  };
}
