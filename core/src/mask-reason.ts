/** Text in both languages of the desks. */
export interface LocalText {
  readonly de: string;
  readonly en: string;
}

/**
 * Why a pixel was not observed. The numbers are stored in `exclusion` rasters and never reused.
 * 0 is "observed". Monitors add nothing here; a new reason is a new line.
 */
export const maskReasons = {
  nodata: { code: 1, title: { de: 'Keine Daten', en: 'No data' } },
  defective: { code: 2, title: { de: 'Gestört oder gesättigt', en: 'Defective or saturated' } },
  cloud: { code: 3, title: { de: 'Wolke', en: 'Cloud' } },
  cirrus: { code: 4, title: { de: 'Cirrus', en: 'Cirrus' } },
  'cloud-shadow': { code: 5, title: { de: 'Wolkenschatten', en: 'Cloud shadow' } },
  'cloud-adjacent': { code: 6, title: { de: 'Wolkenrand', en: 'Adjacent to cloud' } },
  snow: { code: 7, title: { de: 'Schnee oder Eis', en: 'Snow or ice' } },
  'terrain-shadow': { code: 8, title: { de: 'Geländeschatten', en: 'Terrain shadow' } },
  'border-noise': { code: 9, title: { de: 'Randrauschen', en: 'Border noise' } },
  layover: { code: 10, title: { de: 'Radar-Überlagerung', en: 'Layover' } },
  'radar-shadow': { code: 11, title: { de: 'Radarschatten', en: 'Radar shadow' } },
  urban: { code: 12, title: { de: 'Bebauung', en: 'Built-up' } },
  'dense-vegetation': { code: 13, title: { de: 'Dichte Vegetation', en: 'Dense vegetation' } },
  steep: { code: 14, title: { de: 'Steilhang', en: 'Steep slope' } },
  'low-coverage': { code: 15, title: { de: 'Zu wenige Aufnahmen', en: 'Too few acquisitions' } },
  wind: { code: 16, title: { de: 'Wind', en: 'Wind' } },
  'outside-area': { code: 17, title: { de: 'Außerhalb des Gebiets', en: 'Outside the area' } },
  haze: { code: 18, title: { de: 'Dunst', en: 'Haze' } },
  'leaf-off': { code: 19, title: { de: 'Laubfrei oder ohne grüne Kronen', en: 'Leaf-off or without green canopy' } },
  'dark-ground': { code: 20, title: { de: 'Dunkler Boden möglich', en: 'May be dark ground' } },
} as const satisfies Record<string, { code: number; title: LocalText }>;

export type MaskReason = keyof typeof maskReasons;

export function reasonOfCode(code: number): MaskReason | null {
  const found = (Object.keys(maskReasons) as MaskReason[]).find((reason) => maskReasons[reason].code === code);
  return found ?? null;
}

/** Where the method can never judge the ground; all other reasons may be gone at the next look. Drawn as a cross hatch. */
export const groundReasons: readonly MaskReason[] = ['terrain-shadow', 'layover', 'radar-shadow', 'urban', 'dense-vegetation', 'steep'];
