/** Land cover as stored in `landcover.tif`. `water` classes are permanent water. */
export const cover = {
  river: { code: 1, title: { de: 'Fluss', en: 'River' }, color: '#2b6cb0' },
  pond: { code: 2, title: { de: 'Teich, Altwasser', en: 'Pond, oxbow' }, color: '#4a90c4' },
  arable: { code: 3, title: { de: 'Acker', en: 'Arable land' }, color: '#e6d690' },
  grassland: { code: 4, title: { de: 'Grünland', en: 'Grassland' }, color: '#b5d98c' },
  spruce: { code: 5, title: { de: 'Fichte', en: 'Spruce' }, color: '#1e5c3a' },
  mixed: { code: 6, title: { de: 'Mischwald', en: 'Mixed forest' }, color: '#3f8f4f' },
  deciduous: { code: 7, title: { de: 'Laubwald, Gehölz', en: 'Deciduous forest, copse' }, color: '#69b35a' },
  garden: { code: 8, title: { de: 'Siedlungsgrün', en: 'Gardens' }, color: '#d8b0a8' },
  building: { code: 9, title: { de: 'Gebäude', en: 'Building' }, color: '#a03c32' },
  asphalt: { code: 10, title: { de: 'Straße, versiegelt', en: 'Road, paved' }, color: '#6b6b6b' },
  track: { code: 11, title: { de: 'Feldweg', en: 'Farm track' }, color: '#b39a74' },
} as const;

export type CoverName = keyof typeof cover;

/** Cover codes by name: `coverCode.river` is 1. */
export const coverCode = Object.fromEntries(Object.entries(cover).map(([name, { code }]) => [name, code])) as Readonly<
  Record<CoverName, number>
>;

export function isPermanentWater(code: number): boolean {
  return code === 1 || code === 2;
}

export function isForest(code: number): boolean {
  return code >= 5 && code <= 7;
}
