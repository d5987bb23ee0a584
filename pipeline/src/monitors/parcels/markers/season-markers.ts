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

/**
 * Everything that can be said of one parcel's season, in the order of time. Too small or too narrow a parcel gets no marker; too few clear looks, no
 * mowing. What could not be answered is told, so that a missing marker is never taken for an answer.
 */
export function seasonMarkers(season: ParcelSeason, pixels: ParcelPixels | null, parcel: Parcel): ParcelMarkers {
  const looks = clearLooks(season);
  const flags = causesOf(season, looks, parcel);
  const head = { id: season.parcelId, monitorable: flags.length === 0, flags };
  if (flags.some((flag) => flag !== 'FEW_OBS')) return { ...head, markers: [] };
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
  const mowings = isGrass || declared?.group == null ? mowing(season, looks, flags, unanswered) : [];
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
    ...head,
    markers: markers.sort((a, b) => a.start.localeCompare(b.start) || a.end.localeCompare(b.end) || a.type.localeCompare(b.type)),
    unanswered: [...unanswered, ...byPixel.unanswered],
  };
}

function causesOf({ optical, year }: ParcelSeason, looks: readonly ClearLook[], { lane, causes }: Parcel): CauseCode[] {
  if (lane === 'none') return causes.length > 0 ? [...causes] : ['SMALL'];
  if (optical.length === 0) return ['NO_IMAGERY'];
  if (Math.max(...optical.map(({ pixels }) => pixels)) < minimumPixels) return ['SMALL'];
  return mowingSeason(looks, year).length < minimumMowingLooks ? ['FEW_OBS'] : [];
}

function mowing(season: ParcelSeason, looks: readonly ClearLook[], flags: readonly CauseCode[], unanswered: UnansweredMarker[]): Marker[] {
  if (!flags.includes('FEW_OBS')) return mowingMarkers(season, looks);
  const count = mowingSeason(looks, season.year).length;
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
