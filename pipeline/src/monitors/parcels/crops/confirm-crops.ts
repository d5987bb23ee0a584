import type { Parcel } from '../import/parcel.js';
import { type ClearLook, clearLooks, medianOf } from '../markers/clear-series.js';
import { orbitsOf } from '../markers/radar-orbits.js';
import type { ParcelSeason } from '../signals/parcel-season.js';
import { type CropFeatures, cropFeatures } from './crop-features.js';
import { type CropGroup, cropGroupIds } from './crop-groups.js';
import type { CropSamples } from './crop-samples.js';
import { declaredCropOf } from './declared-crop.js';
import { nearbyPeers } from './nearby-peers.js';
import { folds, type SignalImportance, scoreOutOfFold } from './out-of-fold.js';

/** How probable each crop group is on one parcel, and why. */
export interface CropProbability {
  /** null: the declared crop has no group, or is not known. */
  readonly declaredGroup: CropGroup | null;
  /** By group; empty = not judged. */
  readonly probabilities: Readonly<Partial<Record<CropGroup, number>>>;
  /** Clear looks between April and September. */
  readonly clearDatesAprSep: number;
  /** Signals that decide most, of the whole model. */
  readonly decidedBy: readonly SignalImportance[];
  /** Parcels of the same declared crop group within 1 km, the most alike first. */
  readonly peers: readonly CropPeer[];
}

export interface CropPeer {
  readonly parcelId: string;
  readonly distanceM: number;
  /** 1 = the same course of the year. */
  readonly similarity: number;
}

/** Parcels that models learn from, ha (parcels.md 5). */
const minimumTrainingHa = 0.3;
/** Parcels of a group that it takes to model it: one in each fold. */
const minimumModelled = folds;
/** And to judge declarations of it: with ten or fewer, classes fail (parcels.md 5, measured). */
const minimumJudged = 11;
const strongestSignals = 5;

const opticalBands = ['B02', 'B03', 'B04', 'B05', 'B06', 'B07', 'B08', 'B11', 'B12'];
const radarBands = ['VV', 'VH'];

/**
 * Group probabilities of every parcel, by models trained on the declarations of the others (k folds of parcels): each parcel is judged by models that
 * have not seen it. `parcels` may be in any order; seasons without their parcel are left out.
 */
export function confirmCrops(seasons: readonly ParcelSeason[], parcels: readonly Parcel[]): ReadonlyMap<string, CropProbability> {
  const parcelOf = new Map(parcels.map((parcel) => [parcel.id, parcel]));
  const known = seasons.flatMap((season) => {
    const parcel = parcelOf.get(season.parcelId);
    return parcel == null ? [] : [{ season, parcel, looks: clearLooks(season), group: declaredCropOf(parcel)?.group ?? null }];
  });
  const sizes = new Map<CropGroup, number>();
  for (const { group, looks, parcel } of known) {
    if (group != null && looks.length > 0 && parcel.areaHa >= minimumTrainingHa) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const modelled = known.filter(({ group, looks }) => group != null && looks.length > 0 && (sizes.get(group) ?? 0) >= minimumModelled);
  const groups = [...sizes].filter(([, count]) => count >= minimumModelled).map(([group]) => group);
  const answers = new Map<string, CropProbability>(
    known.map(({ season, looks, group }) => [
      season.parcelId,
      { declaredGroup: group, probabilities: {}, clearDatesAprSep: clearDatesAprSep(looks, season.year), decidedBy: [], peers: [] },
    ]),
  );
  if (groups.length < 2) return answers;
  const features = featuresOf(modelled.map(({ season, looks }) => ({ season, looks })));
  const kinds = Uint8Array.from(modelled, ({ group }) => cropGroupIds.indexOf(group as CropGroup));
  const isTrained = Uint8Array.from(modelled, ({ parcel }) => (parcel.areaHa >= minimumTrainingHa ? 1 : 0));
  const { probabilities, importance } = scoreOutOfFold(features, kinds, 1, isTrained);
  const decidedBy = importance.slice(0, strongestSignals);
  const peers = nearbyPeers(
    modelled.map(({ parcel }) => parcel),
    kinds,
    features,
  );
  modelled.forEach(({ season, group }, row) => {
    const shares = probabilities[row];
    const answer = answers.get(season.parcelId);
    if (answer == null || shares == null || group == null || (sizes.get(group) ?? 0) < minimumJudged) return;
    answers.set(season.parcelId, {
      ...answer,
      probabilities: Object.fromEntries(groups.map((one) => [one, Number((shares[cropGroupIds.indexOf(one)] as number).toFixed(4))])),
      decidedBy,
      peers: peers[row] ?? [],
    });
  });
  return answers;
}

function clearDatesAprSep(looks: readonly ClearLook[], year: number): number {
  return looks.filter(({ date }) => date >= `${year}-04-01` && date <= `${year}-09-30`).length;
}

/** Medians of the bands that any parcel has, and the radar orbit with most looks: orbits are never mixed. */
function featuresOf(rows: readonly { season: ParcelSeason; looks: readonly ClearLook[] }[]): CropFeatures {
  const bands = opticalBands.filter((band) => rows.some(({ looks }) => looks.some(({ look }) => medianOf(look, band) != null)));
  const counts = new Map<number | null, number>();
  for (const { season } of rows) {
    for (const orbit of orbitsOf(season)) {
      const relative = orbit[0]?.relativeOrbit ?? null;
      counts.set(relative, (counts.get(relative) ?? 0) + orbit.length);
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || Number(a[0]) - Number(b[0]));
  const s1 = best == null ? [] : radarBands;
  const samples: CropSamples['samples'] = rows.map(({ season, looks }) => ({
    id: season.parcelId,
    label: null,
    obs: [
      ...looks.flatMap(({ date, look }) => {
        const s2 = bands.map((band) => medianOf(look, band));
        return s2.every((value) => value != null) ? [{ d: date, s2, s1: null }] : [];
      }),
      ...season.radar.flatMap(({ date, relativeOrbit, bands: radar }) => {
        const db = s1.map((band) => radar[band]?.mean);
        return best != null && relativeOrbit === best[0] && db.every((value) => value != null) ? [{ d: date, s2: null, s1: db }] : [];
      }),
    ],
  }));
  return cropFeatures({ bands, s1, scale: 1, samples }, rows[0]?.season.year ?? Number.NaN);
}
