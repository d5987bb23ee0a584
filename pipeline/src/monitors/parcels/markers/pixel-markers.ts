import type { DeclaredCrop } from '../crops/declared-crop.js';
import type { ParcelPixels, ParcelSeason } from '../signals/parcel-season.js';
import type { ClearLook } from './clear-series.js';
import { fullPixels } from './confidence.js';
import { grasslandPloughed } from './grassland-ploughed.js';
import { heterogeneity, heterogeneityRules } from './heterogeneity.js';
import { photovoltaics, sealing, woody } from './land-use-change.js';
import type { Marker, UnansweredMarker } from './marker.js';
import { type PixelCourse, pixelCourse } from './pixel-course.js';
import { orbitsOf } from './radar-orbits.js';
import { withUnmownShare } from './unmown-share.js';

export interface PixelAnswers {
  readonly markers: readonly Marker[];
  readonly unanswered: readonly UnansweredMarker[];
}

/** Markers of single pixels, with the part of the parcel they are about; and mowings with what they left standing. */
export function pixelMarkers(
  season: ParcelSeason,
  pixels: ParcelPixels,
  {
    looks,
    declared,
    mowings,
  }: { readonly looks: readonly ClearLook[]; readonly declared: DeclaredCrop | null; readonly mowings: readonly Marker[] },
): PixelAnswers {
  const course = pixelCourse(pixels, new Set(looks.map(({ sceneId }) => sceneId)));
  const isPermanentGrass = declared?.use === 'permanent-grass';
  const pairs = orbitsOf(season).flatMap((orbit) =>
    orbit.flatMap(({ epochDay, bands }) => {
      const known = ['cohVV', 'cohVH'].flatMap((band) => bands[band]?.mean ?? []);
      return known.length === 0 ? [] : [{ epochDay, coherence: Math.max(...known) }];
    }),
  );
  const sealed = sealing(course, season.year);
  const found = [
    isPermanentGrass ? grasslandPloughed(course, pairs) : null,
    heterogeneity(course, season.year, declared?.group ?? null),
    sealed != null && 'type' in sealed ? sealed : null,
    photovoltaics(course, season.year),
    isPermanentGrass ? woody(course, season.year) : null,
  ];
  return {
    markers: [...mowings.map((marker) => withUnmownShare(marker, course)), ...found.filter((marker) => marker != null)],
    unanswered: [
      ...notAsked(course, season.year),
      ...(sealed != null && !('type' in sealed) ? [{ type: 'sealing' as const, status: 'NOT_VALID' as const, reason: sealed }] : []),
    ],
  };
}

function notAsked({ places, looks }: PixelCourse, year: number): UnansweredMarker[] {
  const { from, to, looks: needed } = heterogeneityRules;
  const count = looks.filter(({ date }) => date >= `${year}-${from}` && date <= `${year}-${to}`).length;
  if (places.length >= fullPixels && count >= needed) return [];
  return [
    {
      type: 'heterogeneity',
      status: places.length < fullPixels ? 'NOT_EXECUTED' : 'NOT_VALID',
      reason:
        places.length < fullPixels
          ? { de: `${places.length} innere Pixel; nötig sind ${fullPixels}`, en: `${places.length} inner pixels; ${fullPixels} are needed` }
          : {
              de: `${count} klare Blicke von März bis Oktober; nötig sind ${needed}`,
              en: `${count} clear looks from March to October; ${needed} are needed`,
            },
    },
  ];
}
