import { writeFile } from 'node:fs/promises';
import type { Grid } from '@landsicht/core';

/** A one-band 8-bit GeoTIFF in one uncompressed strip, on a north-up grid in a projected CRS: enough to serve. */
export async function writeTinyGeotiff(path: string, { width, height, transform, epsg }: Grid, values: Uint8Array): Promise<void> {
  const [xSize, , west, , ySize, north] = transform;
  const short = (...numbers: number[]): Buffer => Buffer.concat(numbers.map((n) => Buffer.from(Uint16Array.of(n).buffer)));
  const long = (...numbers: number[]): Buffer => Buffer.from(Uint32Array.from(numbers).buffer);
  const double = (...numbers: number[]): Buffer => Buffer.from(Float64Array.from(numbers).buffer);
  // GeoKeys: model projected, raster pixel is area, the CRS
  const geoKeys = short(1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg);
  const tags: [tag: number, type: number, count: number, value: Buffer][] = [
    [256, 4, 1, long(width)],
    [257, 4, 1, long(height)],
    [258, 3, 1, short(8)],
    [259, 3, 1, short(1)],
    [262, 3, 1, short(1)],
    [273, 4, 1, long(0)],
    [277, 3, 1, short(1)],
    [278, 4, 1, long(height)],
    [279, 4, 1, long(width * height)],
    [33550, 12, 3, double(xSize, -ySize, 0)],
    [33922, 12, 6, double(0, 0, 0, west, north, 0)],
    [34735, 3, 16, geoKeys],
    [42113, 2, 4, Buffer.from('255\0')],
  ];
  let at = 8 + 2 + 12 * tags.length + 4;
  const outside: Buffer[] = [];
  const place = (value: Buffer): Buffer => {
    if (value.length <= 4) return Buffer.concat([value, Buffer.alloc(4 - value.length)]);
    outside.push(value);
    at += value.length;
    return long(at - value.length);
  };
  const placed = tags.map(([tag, type, count, value]) => ({ tag, type, count, value: place(value) }));
  const entries = placed.map(({ tag, type, count, value }) =>
    Buffer.concat([short(tag, type), long(count), tag === 273 ? long(at) : value]),
  );
  const head = Buffer.concat([Buffer.from('II*\0'), long(8), short(tags.length), ...entries, long(0)]);
  await writeFile(path, Buffer.concat([head, ...outside, values]));
}
