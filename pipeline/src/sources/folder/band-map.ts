import { LandsichtError, type PixelType } from '@landsicht/core';

export const folderSensors = ['dop20', 'drone', 'generic'] as const;
export type FolderSensor = (typeof folderSensors)[number];

export interface BandSubject {
  /** For messages. */
  readonly path: string;
  readonly pixelType: PixelType;
  /** Names the file gives its bands. */
  readonly names: readonly (string | null)[];
}

/** How files spell Landsicht's common band names (letters and digits only, lower case; a trailing wavelength is cut). */
const spellings: Readonly<Record<string, readonly string[]>> = {
  blue: ['blue', 'b', 'blau'],
  green: ['green', 'g', 'gruen', 'grün'],
  red: ['red', 'r', 'rot'],
  rededge1: ['rededge', 'rededge1', 're', 're1', 'rotkante'],
  rededge2: ['rededge2', 're2'],
  rededge3: ['rededge3', 're3'],
  nir: ['nir', 'nearinfrared', 'infrared', 'ir', 'nahesinfrarot', 'infrarot'],
  swir16: ['swir16', 'swir1'],
  swir22: ['swir22', 'swir2'],
  alpha: ['alpha', 'a', 'transparency'],
};

const bySpelling = new Map(Object.entries(spellings).flatMap(([name, ways]) => ways.map((way) => [way, name] as const)));

/**
 * The common name of each band of a file, in its order. Taken from the map that was given (`-` leaves a band out), else from the names in the
 * file, else from the sensor: DOP20 is red, green, blue, near infrared in 8 bits (GeoSN), a drone mosaic of 3 or 4 8-bit bands is RGB with alpha.
 */
export function bandNames(
  { path, pixelType, names }: BandSubject,
  sensor: FolderSensor,
  given: readonly string[] | null,
): readonly string[] {
  const remedy = `Name the ${names.length} bands with --bands, e.g. --bands ${exampleMap(names.length)} (- leaves a band out)`;
  if (given != null) {
    if (given.length !== names.length) {
      throw new LandsichtError(
        'band-missing',
        `${path}: the band map ${given.join(',')} names ${given.length} bands, the file has ${names.length}. ${remedy}`,
      );
    }
    return checked(
      given.map((name, i) => (name === '-' ? `unused-${i + 1}` : name)),
      path,
      remedy,
    );
  }
  if (sensor === 'dop20' && pixelType !== 'u8') {
    throw new LandsichtError(
      'raster-unsupported',
      `${path}: a DOP20 has 8-bit bands, this file has ${pixelType}. For other orthophotos use --sensor generic --bands …`,
    );
  }
  const described = namesFromFile(names);
  if (described != null) return checked(described, path, remedy);
  if (sensor === 'dop20' && names.length === 4) return ['red', 'green', 'blue', 'nir'];
  if (sensor === 'drone' && names.length === 4 && pixelType === 'u8') return ['red', 'green', 'blue', 'alpha'];
  if (sensor !== 'generic' && names.length === 3) return ['red', 'green', 'blue'];
  throw new LandsichtError(
    'band-missing',
    `${path}: which of its ${names.length} ${pixelType} bands is which? The file does not say (band names: ${names.map((n) => n ?? 'none').join(', ')}). ${remedy}`,
  );
}

/** Null unless every band is named and a name is known. */
function namesFromFile(names: readonly (string | null)[]): readonly string[] | null {
  const known = names.map((name) => (name == null ? null : commonName(name)));
  if (names.length === 0 || names.some((name) => name == null || name.trim() === '') || known.every((name) => name == null)) return null;
  return known.map((name, i) => name ?? `unused-${i + 1}`);
}

function commonName(text: string): string | null {
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return bySpelling.get(plain) ?? bySpelling.get(plain.replace(/\d{3,4}(nm)?$/, '')) ?? null;
}

function checked(names: readonly string[], path: string, remedy: string): readonly string[] {
  for (const [i, name] of names.entries()) {
    if (!/^[a-z][a-z0-9-]*$/.test(name))
      throw new LandsichtError('bad-argument', `${path}: "${name}" is not a band name (small letters, digits, -). ${remedy}`);
    if (names.indexOf(name) !== i) throw new LandsichtError('bad-argument', `${path}: two bands are called ${name}. ${remedy}`);
  }
  return names;
}

function exampleMap(count: number): string {
  const names = ['red', 'green', 'blue', 'nir'].slice(0, count);
  return [...names, ...new Array<string>(Math.max(0, count - 4)).fill('-')].join(',');
}
