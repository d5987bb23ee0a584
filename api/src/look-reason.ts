import { type LocalText, maskReasons } from '@landsicht/core';
import { type EvidenceLook, isUsable } from '@landsicht/pipeline';

/** Sentinel-2 scene classes that hide a parcel, the worst first. */
const hidden: readonly (readonly [sceneClasses: readonly number[], title: LocalText])[] = [
  [[0], maskReasons.nodata.title],
  [[1], maskReasons.defective.title],
  [[8, 9], maskReasons.cloud.title],
  [[3], maskReasons['cloud-shadow'].title],
  [[2], { de: 'Dunkel oder Schatten', en: 'Dark or shaded' }],
  [[10], maskReasons.cirrus.title],
  [[11], maskReasons.snow.title],
];

const flagTitles: readonly (readonly [flag: EvidenceLook['flags'][number], title: LocalText])[] = [
  ['edge', { de: 'Bildrand schneidet die Fläche', en: 'The scene ends in the parcel' }],
  ['shadow', { de: 'Schatten (dunkler als die Nachbartermine)', en: 'Shadow (darker than the dates around)' }],
  ['haze', { de: 'Dunst (blasser als die Nachbartermine)', en: 'Haze (paler than the dates around)' }],
];

/** Why a look is not used; null where it is. Of the classes that hide it, the one with most pixels. */
export function lookReason(look: EvidenceLook): LocalText | null {
  if (look.sensor === 's1' || isUsable(look)) return null;
  if (look.clear) return flagTitles.find(([flag]) => look.flags.includes(flag))?.[1] ?? maskReasons.nodata.title;
  const pixelsOf = (codes: readonly number[]) => codes.reduce((sum, code) => sum + (look.sceneClasses[code] ?? 0), 0);
  const [most] = [...hidden].sort((a, b) => pixelsOf(b[0]) - pixelsOf(a[0]));
  return most != null && pixelsOf(most[0]) > 0 ? most[1] : maskReasons.nodata.title;
}
