import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type Grid } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { cellSizesM } from './cell-size.js';
import { demInMemory } from './dem.js';
import { terrainOf } from './terrain.js';

const hasGdaldem = spawnSync('gdaldem', ['--version'], { stdio: 'ignore' }).error == null;
const utm: Grid = { width: 60, height: 50, transform: affine.northUp(400_000, 5_660_000, 10, 20), epsg: 25833 };

async function slopeOf(grid: Grid, elevationAt: (col: number, row: number) => number): Promise<Float32Array> {
  const z = Float32Array.from({ length: grid.width * grid.height }, (_, i) => elevationAt(i % grid.width, Math.floor(i / grid.width)));
  const valid = Uint8Array.from(z, (value) => (Number.isNaN(value) ? 0 : 1));
  return (await terrainOf(demInMemory(grid, z, valid), { bandRows: 13 })).slopeDeg;
}

const degrees = (slope: number): number => (Math.atan(slope) * 180) / Math.PI;

describe('slope', () => {
  it('is exact on a plane, at its edges and around holes too', async () => {
    const isHole = (col: number, row: number) => (col > 20 && col < 25 && row > 10 && row < 14) || (col === 40 && row === 25);
    const slope = await slopeOf(utm, (col, row) => (isHole(col, row) ? Number.NaN : col * 10 * 0.3 + row * 20 * 0.4));
    slope.forEach((value, i) => {
      if (isHole(i % 60, Math.floor(i / 60))) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(degrees(0.5), 3);
    });
  });

  it('is 0 on level ground and in a single cell', async () => {
    expect(new Set(await slopeOf(utm, () => 100))).toEqual(new Set([0]));
    expect([...(await slopeOf({ ...utm, width: 1, height: 1 }, () => 100))]).toEqual([0]);
  });

  it('takes degrees of longitude for what they measure at their latitude', async () => {
    const grid: Grid = { width: 5, height: 5, transform: affine.northUp(13, 60.0005, 0.0002, 0.0002), epsg: 4326 };
    // WGS 84 at 60° N: 55 800 m per degree of longitude, 111 412 m per degree of latitude
    const eastward = await slopeOf(grid, (col) => col * 0.0002 * 55_800 * 0.1);
    const southward = await slopeOf(grid, (_, row) => row * 0.0002 * 111_412 * 0.1);
    expect(eastward[12]).toBeCloseTo(degrees(0.1), 3);
    expect(southward[12]).toBeCloseTo(degrees(0.1), 3);
  });

  it('knows that Web Mercator stretches the ground', () => {
    const y = 8_399_737.89; // 60° N
    const { xM, yM } = cellSizesM({ width: 1, height: 1, transform: affine.northUp(0, y + 5, 10), epsg: 3857 });
    expect(xM[0]).toBeCloseTo(5, 3);
    expect(yM[0]).toBeCloseTo(5, 3);
  });

  it.skipIf(!hasGdaldem)(`is that of gdaldem away from edges and holes${hasGdaldem ? '' : ' (skipped: needs gdal-bin)'}`, async () => {
    const random = randomOf(3);
    const z = Float32Array.from({ length: 3000 }, (_, i) => 200 + 40 * Math.sin((i % 60) / 7) + 30 * Math.cos(i / 500) + 5 * random());
    const isHole = (i: number) => i % 601 === 300;
    const ours = await slopeOf(utm, (col, row) => (isHole(row * 60 + col) ? Number.NaN : (z[row * 60 + col] ?? 0)));
    const theirs = gdaldemSlope(
      utm,
      Float32Array.from(z, (value, i) => (isHole(i) ? -9999 : value)),
    );
    let compared = 0;
    theirs.forEach((value, i) => {
      if (value === -9999) return;
      compared++;
      expect(Math.abs((ours[i] ?? Number.NaN) - value)).toBeLessThan(1e-3);
    });
    expect(compared).toBeGreaterThan(2700);
  });
});

/** `gdaldem slope` of a raw raster; −9999 = none. */
function gdaldemSlope({ width, height, transform: [a, , c, , e, f] }: Grid, elevationM: Float32Array): Float32Array {
  const dir = mkdtempSync(join(tmpdir(), 'landsicht-slope-'));
  try {
    writeFileSync(join(dir, 'dem.bin'), elevationM);
    writeFileSync(
      join(dir, 'dem.vrt'),
      `<VRTDataset rasterXSize="${width}" rasterYSize="${height}"><GeoTransform>${c},${a},0,${f},0,${e}</GeoTransform>
<VRTRasterBand dataType="Float32" band="1" subClass="VRTRawRasterBand"><NoDataValue>-9999</NoDataValue>
<SourceFilename relativeToVRT="1">dem.bin</SourceFilename><ByteOrder>LSB</ByteOrder></VRTRasterBand></VRTDataset>`,
    );
    const { status, stderr } = spawnSync('gdaldem', ['slope', join(dir, 'dem.vrt'), join(dir, 'slope.bin'), '-of', 'ENVI', '-q']);
    if (status !== 0) throw new Error(`gdaldem: ${stderr}`);
    return new Float32Array(new Uint8Array(readFileSync(join(dir, 'slope.bin'))).buffer);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
