import type { Grid } from '@landsicht/core';
import type { ParcelPixels } from '../signals/parcel-season.js';

/** One clear look at every inner pixel; NaN where the pixel has no value. */
export interface PixelLook {
  readonly date: string;
  readonly epochDay: number;
  readonly sceneId: string;
  /** By place in `PixelCourse.places`. */
  readonly ndvi: Float32Array;
  readonly ndti: Float32Array;
  /** Reflectance of B11. */
  readonly swir16: Float32Array;
}

/** The inner pixels of a parcel through its season. */
export interface PixelCourse {
  readonly grid: Grid;
  /** Of each inner pixel on the grid, row-major. */
  readonly places: Uint32Array;
  /** In time order, one per day. */
  readonly looks: readonly PixelLook[];
}

/** `usable`: scenes whose look at the parcel is evidence (clear, without shadow and haze). */
export function pixelCourse({ grid, inside, looks }: ParcelPixels, usable: ReadonlySet<string>): PixelCourse {
  const places = Uint32Array.from([...inside.keys()].filter((place) => inside[place] === 1));
  const seen = looks
    .filter(({ sceneId }) => usable.has(sceneId))
    .sort((a, b) => a.epochDay - b.epochDay)
    .filter((look, i, all) => look.epochDay !== all[i - 1]?.epochDay);
  return {
    grid,
    places,
    looks: seen.map(({ date, epochDay, sceneId, valid, bands }) => {
      const [ndvi, ndti, swir16] = [0, 1, 2].map(() => new Float32Array(places.length).fill(Number.NaN)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const [red, nir, b11, b12] = ['B04', 'B08', 'B11', 'B12'].map((band) => bands[band]);
      for (let i = 0; i < places.length; i++) {
        const place = places[i] as number;
        if (valid[place] !== 1) continue;
        ndvi[i] = normalized(nir?.[place], red?.[place]);
        ndti[i] = normalized(b11?.[place], b12?.[place]);
        swir16[i] = b11?.[place] ?? Number.NaN;
      }
      return { date, epochDay, sceneId, ndvi, ndti, swir16 };
    }),
  };
}

/** (a − b) / (a + b); NaN where a value is missing or their sum is no reflectance. */
function normalized(a: number | undefined, b: number | undefined): number {
  return a != null && b != null && a + b > 0 ? (a - b) / (a + b) : Number.NaN;
}

/** Median of the values that are there; NaN of none. */
export function medianValue(values: Iterable<number>): number {
  const sorted = Float64Array.from([...values].filter((value) => !Number.isNaN(value))).sort();
  const middle = sorted.length / 2;
  return sorted.length === 0
    ? Number.NaN
    : sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
