import { errorMessage, LandsichtError } from '@landsicht/core';
import { GeoTIFF, getDecoder } from 'geotiff';
import type { ByteSource } from './byte-source.js';
import type { TiffTags } from './tiff-layout.js';
import type { TiffScan } from './tiff-scan.js';

/** What Landsicht reads of an IFD. Block offsets are left out: `readIntegers` reads them. */
const wanted = [
  'NewSubfileType',
  'ImageWidth',
  'ImageLength',
  'BitsPerSample',
  'Compression',
  'PhotometricInterpretation',
  'FillOrder',
  'SamplesPerPixel',
  'RowsPerStrip',
  'PlanarConfiguration',
  'Predictor',
  'ColorMap',
  'TileWidth',
  'TileLength',
  'ExtraSamples',
  'SampleFormat',
  'JPEGTables',
  'LercParameters',
  'GDAL_METADATA',
  'GDAL_NODATA',
  'ModelPixelScale',
  'ModelTiepoint',
  'ModelTransformation',
] as const;

const wantedGeoKeys = ['GTModelTypeGeoKey', 'GTRasterTypeGeoKey', 'ProjectedCSTypeGeoKey', 'GeographicTypeGeoKey'] as const;

type Source = Parameters<typeof GeoTIFF.fromSource>[0];

/** Tags and the CRS keys of every IFD, by geotiff.js. Call `scanTiff` first: the parser trusts what a file claims. */
export async function parseTags(source: ByteSource, scan: TiffScan): Promise<TiffTags[]> {
  const fetchSlice = async ({ offset, length }: { offset: number; length: number }) => {
    const data = new Uint8Array(await source.read(offset, length)).buffer;
    return { offset, length, data };
  };
  const adapter = {
    fetchSlice,
    fetch: (slices: { offset: number; length: number }[]) => Promise.all(slices.map(async (slice) => (await fetchSlice(slice)).data)),
    fileSize: source.sizeBytes,
    close: async () => {},
  } satisfies Source;
  try {
    const tiff = await GeoTIFF.fromSource(adapter);
    const all: TiffTags[] = [];
    for (let i = 0; i < scan.directories.length; i++) {
      const { fileDirectory } = await tiff.getImage(i);
      const tags: Record<string, readonly number[] | string> = {};
      for (const name of wanted) {
        const value = tagValue(await fileDirectory.loadValue(name));
        if (value != null) tags[name] = value;
      }
      const geoKeys = fileDirectory.hasTag('GeoKeyDirectory') ? fileDirectory.parseGeoKeyDirectory() : null;
      for (const name of wantedGeoKeys) {
        const value = tagValue(geoKeys?.[name]);
        if (value != null) tags[name] = value;
      }
      all.push(tags);
    }
    return all;
  } catch (cause) {
    if (cause instanceof LandsichtError) throw cause;
    throw new LandsichtError(
      'raster-invalid',
      `${source.href}: its TIFF tags cannot be parsed (${errorMessage(cause)}). The file is damaged.`,
      {
        cause,
      },
    );
  }
}

function tagValue(value: unknown): readonly number[] | string | null {
  if (value == null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return [value];
  return Array.from(value as ArrayLike<number>, Number);
}

/** Decompresses one block with geotiff.js: zstd (50000), LERC (34887), JPEG (7). Predictors are not undone. */
export async function decodeWithGeotiff(compression: 7 | 34887 | 50000, bytes: Uint8Array, parameters: object): Promise<Uint8Array> {
  const decoder = await getDecoder(compression, { predictor: 1, ...parameters } as Parameters<typeof getDecoder>[1]);
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  return new Uint8Array(await decoder.decodeBlock(own.buffer as ArrayBuffer));
}
