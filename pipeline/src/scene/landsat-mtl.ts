import { LandsichtError } from '@landsicht/core';
import type { Calibration } from './radiometry.js';

/** Metadata of a Landsat Level-1 or Level-2 product (`…_MTL.txt`): `KEY = value`, groups flattened. */
export type LandsatMtl = ReadonlyMap<string, string>;

export function parseMtl(text: string, where: string): LandsatMtl {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(0, at)).trim();
    if (key === '' || key === 'GROUP' || key === 'END_GROUP') continue;
    const value = line.slice(at + 1).trim();
    values.set(key, value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value);
  }
  if (!values.has('SPACECRAFT_ID')) {
    throw new LandsichtError('item-invalid', `${where}: no SPACECRAFT_ID; expected the text file …_MTL.txt of a Landsat product`);
  }
  return values;
}

/**
 * Level-1 counts of one band (`b4`, `b6_vcid_1`) to top-of-atmosphere reflectance, (mult·DN + add) / sin(sun elevation), or to brightness
 * temperature in kelvin where the band has thermal constants (USGS Landsat 8-9 Data Users Handbook, section 5).
 */
export function landsatL1Calibration(
  mtl: LandsatMtl,
  bandId: string,
  where: string,
): { unit: 'reflectance' | 'kelvin'; calibration: Calibration } {
  const band = `BAND_${bandId.replace(/^b/, '').toUpperCase()}`;
  const number = (key: string): number => {
    const value = Number(mtl.get(key) ?? Number.NaN);
    if (Number.isFinite(value)) return value;
    throw new LandsichtError(
      'item-invalid',
      `${where}: ${key} is ${mtl.get(key) ?? 'missing'}; expected a number. Fetch the product's MTL file again`,
    );
  };
  if (mtl.has(`K1_CONSTANT_${band}`)) {
    const [mult, add] = [number(`RADIANCE_MULT_${band}`), number(`RADIANCE_ADD_${band}`)];
    const [k1, k2] = [number(`K1_CONSTANT_${band}`), number(`K2_CONSTANT_${band}`)];
    return { unit: 'kelvin', calibration: { kind: 'brightness-temperature', mult, add, k1, k2 } };
  }
  const sine = Math.sin((number('SUN_ELEVATION') * Math.PI) / 180);
  if (!(sine > 0)) {
    throw new LandsichtError(
      'item-invalid',
      `${where}: SUN_ELEVATION is ${mtl.get('SUN_ELEVATION')}°: a night scene has no reflectance. Ask for its thermal bands`,
    );
  }
  const scale = number(`REFLECTANCE_MULT_${band}`) / sine;
  return { unit: 'reflectance', calibration: { kind: 'linear', scale, offset: number(`REFLECTANCE_ADD_${band}`) / sine } };
}
