import { access, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { affine, allocate, type CogLayout, type Grid, type PixelArray, type PixelType, rowBands } from '@landsicht/core';
import { openCogWriter } from '@landsicht/pipeline';

/** Inputs are made once a run, from nothing: no bench needs a download, nor GDAL. */
const blockRows = 512;

/** A square in Saxony. */
export function benchGrid(sizePx: number, pixelM = 10): Grid {
  return { width: sizePx, height: sizePx, transform: affine.northUp(400_000, 5_700_000, pixelM), epsg: 25833 };
}

/** An uncompressed uint16 surface that both sides can read without decoding: raw little-endian rows with an ENVI header. */
export async function rawSurface(dir: string, sizePx: number): Promise<string> {
  const lines = [
    'ENVI',
    `samples = ${sizePx}`,
    `lines = ${sizePx}`,
    'bands = 1',
    'header offset = 0',
    'data type = 12',
    'interleave = bsq',
  ];
  await writeFile(join(dir, `surface-${sizePx}.hdr`), `${[...lines, 'byte order = 0'].join('\n')}\n`);
  return rawRows(join(dir, `surface-${sizePx}.raw`), sizePx, { pixelType: 'u16', fill: surfaceRows(sizePx) });
}

/** The same surface as COG: deflate, predictor 2, tiles of 512. */
export function surfaceCog(dir: string, sizePx: number, { pixelM = 10, seed = 0 } = {}): Promise<string> {
  const layout = { grid: benchGrid(sizePx, pixelM), pixelType: 'u16', bands: [{ name: 'surface' }], overviews: 'average' } as const;
  return cogOf(join(dir, `surface-${sizePx}-${pixelM}-${seed}.tif`), layout, surfaceRows(sizePx, seed));
}

/** Codes like those of a flood, from `first` on: 0 no, 1 candidate, 2 seed; ragged waters of all sizes and many specks, a sixth of the area. */
export function codesCog(dir: string, sizePx: number, { pixelM = 10, first = 0 } = {}): Promise<string> {
  const layout = { grid: benchGrid(sizePx, pixelM), pixelType: 'u8', bands: [{ name: 'codes' }], overviews: 'mode' } as const;
  return cogOf(join(dir, `codes-${sizePx}-${pixelM}-${first}.tif`), layout, codeRows(sizePx, first));
}

/** The same codes as raw rows of bytes. */
export function rawCodes(dir: string, sizePx: number): Promise<string> {
  return rawRows(join(dir, `codes-${sizePx}.raw`), sizePx, { pixelType: 'u8', fill: codeRows(sizePx) });
}

/** Speckle of one look on power 0.02: raw float32 rows. */
export async function speckleRows(dir: string, width: number, rows: number): Promise<string> {
  const path = join(dir, `speckle-${width}.raw`);
  const power = Float32Array.from({ length: width * rows }, (_, i) => -0.02 * Math.log(1 - random(i % width, Math.floor(i / width), 9)));
  await writeFile(path, new Uint8Array(power.buffer));
  return path;
}

/** Fills whole rows from `firstRow` on. */
export type FillRows = (firstRow: number, block: PixelArray) => void;

async function rawRows(path: string, sizePx: number, { pixelType, fill }: { pixelType: PixelType; fill: FillRows }): Promise<string> {
  if (await exists(path)) return path;
  const file = await open(path, 'w');
  try {
    for (const { row, width, height } of rowBands({ width: sizePx, height: sizePx }, blockRows)) {
      const block = allocate(pixelType, width * height);
      fill(row, block);
      await file.write(block);
    }
  } finally {
    await file.close();
  }
  return path;
}

export async function cogOf(path: string, layout: CogLayout, fill: FillRows): Promise<string> {
  if (await exists(path)) return path;
  const sink = await openCogWriter(path, layout);
  try {
    for (const { row, width, height } of rowBands(layout.grid, blockRows)) {
      const block = allocate(layout.pixelType, width * height);
      fill(row, block);
      await sink.writeRows([block], height);
    }
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return path;
}

/** Hills and texture like reflectance × 10 000: waves of 200 to 2000 m and noise of 0 to 59. */
function surfaceRows(width: number, seed = 0): FillRows {
  const table = (length: number, periodPx: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i / periodPx));
  const [alongX, alongY, diagonal] = [table(width, 310), table(width, 270), table(2 * width, 41)];
  return (firstRow, block) => {
    let state = (firstRow + 1 + seed * 65_536) * 2_654_435_761;
    for (let i = 0; i < block.length; i++) {
      const col = i % width;
      const row = firstRow + (i - col) / width;
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const wave = 1200 * (alongX[col] ?? 0) * (alongY[row] ?? 0) + 400 * (diagonal[col + row] ?? 0);
      block[i] = 3000 + wave + ((state >>> 16) % 60);
    }
  };
}

const octaves = [
  { periodPx: 256, weight: 0.5 },
  { periodPx: 40, weight: 0.3 },
  { periodPx: 8, weight: 0.2 },
];

function codeRows(width: number, first = 0): FillRows {
  const noise = octaves.map(({ periodPx, weight }, seed) => valueNoise(width, periodPx, { weight, seed }));
  const line = new Float32Array(width);
  return (firstRow, block) => {
    for (let start = 0, row = firstRow; start < block.length; start += width, row++) {
      line.fill(0);
      for (const add of noise) add(row, line);
      for (let col = 0; col < width; col++) {
        const value = line[col] ?? 0;
        block[start + col] = first + (value < 0.3 ? 2 : value < 0.37 ? 1 : 0);
      }
    }
  };
}

/** Adds bilinear value noise, 0..weight, to a row. */
function valueNoise(
  width: number,
  periodPx: number,
  { weight, seed }: { weight: number; seed: number },
): (row: number, line: Float32Array) => void {
  const nodes = new Float32Array(Math.ceil(width / periodPx) + 1);
  return (row, line) => {
    const above = Math.floor(row / periodPx);
    const share = row / periodPx - above;
    for (let n = 0; n < nodes.length; n++) nodes[n] = weight * ((1 - share) * random(n, above, seed) + share * random(n, above + 1, seed));
    for (let col = 0; col < width; col++) {
      const left = Math.floor(col / periodPx);
      const near = nodes[left] ?? 0;
      line[col] = (line[col] ?? 0) + near + (col / periodPx - left) * ((nodes[left + 1] ?? 0) - near);
    }
  };
}

/** 0..1, the same for the same place. */
function random(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
