/** Landsicht's band names by those of parcels.md 3.2. */
export const fineBands = { B02: 'blue', B03: 'green', B04: 'red', B08: 'nir' } as const;
export const coarseBands = { B05: 'rededge1', B06: 'rededge2', B07: 'rededge3', B8A: 'nir08', B11: 'swir16', B12: 'swir22' } as const;
export const radarBands = { VV: 'vv', VH: 'vh' } as const;
export const coherenceBands = { cohVV: 'coh-vv', cohVH: 'coh-vh' } as const;

export type ReflectanceBand = keyof typeof fineBands | keyof typeof coarseBands;

/** Index of reflectances, NaN where it has no value. */
interface SpectralIndex {
  readonly needs: readonly ReflectanceBand[];
  of(a: number, b: number, c: number, d: number): number;
}

/** (a − b) / (a + b); sums of reflectance at or below 0 are noise or a wrong offset. */
const normalized = (a: number, b: number): number => (a + b > 0 ? (a - b) / (a + b) : Number.NaN);

/** Of bands of 10 m alone. */
export const fineIndices = {
  NDVI: { needs: ['B08', 'B04'], of: normalized },
  /** Yellowness of flowering rape. */
  NDYI: { needs: ['B03', 'B02'], of: normalized },
  EVI2: { needs: ['B08', 'B04'], of: (nir, red) => (2.5 * (nir - red)) / (nir + 2.4 * red + 1) },
} as const satisfies Record<string, SpectralIndex>;

/** With a band of 20 m; bands of 10 m are averaged to 20 m. */
export const coarseIndices = {
  NDTI: { needs: ['B11', 'B12'], of: normalized },
  BSI: { needs: ['B11', 'B04', 'B08', 'B02'], of: (swir, red, nir, blue) => normalized(swir + red, nir + blue) },
  NDMI: { needs: ['B08', 'B11'], of: normalized },
  NBSI: {
    needs: ['B11', 'B04', 'B08', 'B02'],
    of: (swir, red, nir, blue) => (nir + blue > 0 ? (swir - red) / (nir + blue) : Number.NaN),
  },
  CLre: { needs: ['B07', 'B05'], of: (edge3, edge1) => (edge1 > 0 ? edge3 / edge1 - 1 : Number.NaN) },
} as const satisfies Record<string, SpectralIndex>;

const names = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];

export const fineBandNames = names(fineBands);
export const coarseBandNames = names(coarseBands);
export const fineIndexNames = names(fineIndices);
export const coarseIndexNames = names(coarseIndices);
/** Order of the statistics of an optical look. */
export const opticalBandNames = [...fineBandNames, ...fineIndexNames, ...coarseBandNames, ...coarseIndexNames];
/** Order of the statistics of a radar look. */
export const radarBandNames = [...names(radarBands), ...names(coherenceBands)];

/** Whether a band or index of parcels.md 3.2 is taken from pixels of 10 m. */
export function isFine(band: string): boolean {
  return band in fineBands || band in fineIndices;
}
