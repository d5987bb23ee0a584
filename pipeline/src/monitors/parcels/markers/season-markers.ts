import type { LocalText } from '@landsicht/core';
import { declaredCropOf } from '../crops/declared-crop.js';
import type { Parcel } from '../import/parcel.js';
import type { ParcelPixels, ParcelSeason } from '../signals/parcel-season.js';
import { catchCropMarker } from './catch-crop.js';
import { type ClearLook, clearLooks } from './clear-series.js';
import { minimumPixels } from './confidence.js';
import { groundLooks } from './ground-looks.js';
import { harvestMarkers } from './harvest.js';
import type { CauseCode, Marker, ParcelMarkers, UnansweredMarker } from './marker.js';
import { minimumMowingLooks, mowingMarkers, mowingSeason } from './mowing.js';
import { pixelMarkers } from './pixel-markers.js';
import { ploughingMarkers } from './ploughing.js';
import { orbitsOf } from './radar-orbits.js';
import { floweringMarker } from './rape-flowering.js';
import { soilCoverMarkers } from './soil-cover.js';
import { stateMarkers } from './state-spans.js';

/** Of the parcel: with more woody plants grass is no longer the most of it (GAPDZV §7). */
const treeCoveredShare = 0.5;

/**
 * Everything that can be said of one parcel's season, in the order of time. Too small or too narrow a parcel gets no marker; too few clear looks, no
 * mowing. What could not be answered is told, so that a missing marker is never taken for an answer.
 */
export function seasonMarkers(season: ParcelSeason, pixels: ParcelPixels | null, parcel: Parcel): ParcelMarkers {
  const looks = clearLooks(season);
  const unwatched = unwatchedCauses(season, parcel);
  if (unwatched.length > 0) return { id: season.parcelId, monitorable: false, flags: unwatched, markers: [] };
  const declared = declaredCropOf(parcel);
  const ground = groundLooks(looks);
  const orbits = orbitsOf(season);
  const unanswered: UnansweredMarker[] = [];
  const ask = (type: UnansweredMarker['type'], answer: Marker | LocalText | null): Marker[] => {
    if (answer == null) return [];
    if ('type' in answer) return [answer];
    unanswered.push({ type, status: 'NOT_VALID', reason: answer });
    return [];
  };
  const isGrass = declared?.group === 'grass';
  const mowings = isGrass || declared?.group == null ? mowing(season, looks, unanswered) : [];
  const byPixel =
    pixels == null ? { markers: mowings, unanswered: withoutPixels } : pixelMarkers(season, pixels, { looks, declared, mowings });
  const markers = [
    ...byPixel.markers,
    ...stateMarkers(ground),
    ...ploughingMarkers(ground),
    ...(isGrass ? [] : harvestMarkers(ground, orbits, season.year)),
    ...(isGrass ? [] : ask('catch-crop', catchCropMarker(ground, orbits[0] ?? [], season.year))),
    ...soilCoverMarkers(ground, season.year).flatMap((answer) => ask('soil-cover', answer)),
    ...ask('rape-flowering', floweringMarker(looks, season.year)),
  ];
  return {
    id: season.parcelId,
    monitorable: true,
    flags: flagsOf(markers, mowingSeason(looks, season.year).length),
    markers: markers.sort((a, b) => a.start.localeCompare(b.start) || a.end.localeCompare(b.end) || a.type.localeCompare(b.type)),
    unanswered: [...unanswered, ...byPixel.unanswered],
  };
}

/** Why satellites cannot watch the parcel at all. */
function unwatchedCauses({ optical }: ParcelSeason, { lane, causes }: Parcel): CauseCode[] {
  if (lane === 'none') return causes.length > 0 ? [...causes] : ['SMALL'];
  if (optical.length === 0) return ['NO_IMAGERY'];
  return Math.max(...optical.map(({ pixels }) => pixels)) < minimumPixels ? ['SMALL'] : [];
}

/** What makes answers doubtful: two crops in one parcel (JRC cbm cardinality), more trees than grass (GAPDZV §7), few looks. */
function flagsOf(markers: readonly Marker[], summerLooks: number): CauseCode[] {
  const has = (type: Marker['type'], is: (values: Marker['values']) => boolean) =>
    markers.some((marker) => marker.type === type && is(marker.values));
  return [
    ...(has('heterogeneity', ({ cbmCardinality }) => cbmCardinality === 'violated') ? ['HETEROGENEOUS' as const] : []),
    ...(has('woody', ({ share }) => Number(share) > treeCoveredShare) ? ['TREE_COVERED' as const] : []),
    ...(summerLooks < minimumMowingLooks ? ['FEW_OBS' as const] : []),
  ];
}

function mowing(season: ParcelSeason, looks: readonly ClearLook[], unanswered: UnansweredMarker[]): Marker[] {
  const count = mowingSeason(looks, season.year).length;
  if (count >= minimumMowingLooks) return mowingMarkers(season, looks);
  unanswered.push({
    type: 'mowing',
    status: 'NOT_VALID',
    reason: {
      de: `Nur ${count} klare Blicke zwischen 1. April und 5. November; für eine Aussage zur Mahd sind ${minimumMowingLooks} nötig`,
      en: `Only ${count} clear looks between 1 April and 5 November; ${minimumMowingLooks} are needed to say anything about mowing`,
    },
  });
  return [];
}

const withoutPixels: readonly UnansweredMarker[] = (
  ['grassland-ploughed', 'heterogeneity', 'sealing', 'woody', 'photovoltaics'] as const
).map((type) => ({
  type,
  status: 'NOT_EXECUTED',
  reason: { de: 'Die Pixel des Schlags liegen nicht vor', en: "The parcel's pixels are not at hand" },
}));
