import { affine, type Grid } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { bandsOf } from './bands.js';
import { cellSizesM } from './cell-size.js';
import { type DemReader, demInMemory } from './dem.js';
import { drainage } from './drainage-level.js';
import { borderInflow, drainedCells } from './drainage-network.js';
import { fillDem } from './fill-dem.js';
import { codeMask, directFlow, leavesDem, notObserved } from './flow-direction.js';
import { neighbourSteps } from './framed-band.js';
import { terrainBands, terrainOf } from './terrain.js';
import { plainHand } from './testing/plain-hand.js';

function demOf(elevationM: readonly number[], width: number, transform = affine.northUp(400_000, 5_660_000, 10), epsg = 25833): DemReader {
  const grid: Grid = { width, height: elevationM.length / width, transform, epsg };
  return demInMemory(
    grid,
    Float32Array.from(elevationM),
    Uint8Array.from(elevationM, (z) => (Number.isNaN(z) ? 0 : 1)),
  );
}

/** One digit per cell = metres, `?` = not observed. */
function drawDem(...lines: readonly string[]): DemReader {
  return demOf(
    [...lines.join('')].map((c) => (c === '?' ? Number.NaN : Number(c))),
    lines[0]?.length ?? 0,
  );
}

/** Rolling, noisy, with terraces (flats), pits and holes: everything that goes wrong at once. */
function roughDem(seed: number, width: number, height: number): number[] {
  const random = randomOf(seed);
  const [a, b] = [3 + 9 * random(), 3 + 9 * random()];
  const step = seed % 3 === 0 ? 1 : 0.25;
  return Array.from({ length: width * height }, (_, i) => {
    const [col, row] = [i % width, Math.floor(i / width)];
    const z = 20 + 6 * Math.sin(col / a) * Math.cos(row / b) + 2.5 * random() - row / 20;
    if (random() < 0.004 || Math.hypot(col - 0.7 * width, row - 0.3 * height) < (seed % 4) - 1) return Number.NaN;
    return Math.fround(Math.max(17, Math.round(z / step) * step));
  });
}

async function flowOf(dem: DemReader, bandRows: number): Promise<{ filledM: Float32Array; direction: Uint8Array; area: Float64Array }> {
  const bands = bandsOf(dem.grid, bandRows);
  const filledM = await fillDem(dem, bands);
  const direction = directFlow(filledM, dem.grid, bands, cellSizesM(dem.grid));
  const inflow = borderInflow(direction, bands);
  const area = new Float64Array(direction.length);
  bands.windows.forEach((window, b) => {
    area.set(drainedCells(direction, bands, b, inflow), window.row * dem.grid.width);
  });
  return { filledM, direction, area };
}

function nextCells(direction: Uint8Array, width: number): number[] {
  const steps = neighbourSteps(width);
  return Array.from(direction, (code, i) => {
    if (code === notObserved) return -2;
    return code === leavesDem ? -1 : i + (steps[code & codeMask] ?? Number.NaN);
  });
}

describe('terrain worked out by hand', () => {
  it('measures height above the channel of a valley', async () => {
    // a trough 1 m deep a row, open to the east; each column adds 5 cells, so more than 12 drain through its bottom from the third on
    const z = [0, 1, 2, 3, 4].flatMap((row) => [7, 6, 5, 4, 3, 2, 1].map((x) => x + 10 * Math.abs(row - 2)));
    const { handM, drainage: kind } = await terrainOf(demOf(z, 7), { channelCells: 12 });
    const bottom = [14, 15, 16, 17, 18, 19, 20];
    expect(bottom.map((i) => kind[i])).toEqual([1, 1, 2, 2, 2, 2, 2]);
    expect(bottom.map((i) => handM[i])).toEqual([2, 1, 0, 0, 0, 0, 0]);
  });

  it('fills a pit to its lowest rim and drains it there', async () => {
    const dem = drawDem('99999', '95559', '95194', '95559', '99999');
    const { filledM } = await flowOf(dem, 2);
    expect([...filledM.subarray(10, 15)]).toEqual([9, 5, 5, 9, 4]);
    const flooded = await flowOf(drawDem('999999', '955559', '951136', '955559', '999999'), 5);
    expect([...flooded.filledM.subarray(12, 18)]).toEqual([9, 6, 6, 6, 6, 6]);
  });

  it('drains a flat the shortest way to where it leaves', async () => {
    const { direction } = await flowOf(drawDem('9999999', '9555553', '9999999'), 1);
    expect([...direction.subarray(7, 14)].map((code) => code & codeMask)).toEqual([0, 0, 0, 0, 0, 0, leavesDem]);
  });

  it('lets water out at a hole in the DEM and never through it', async () => {
    const { direction, filledM } = await flowOf(drawDem('99999', '98889', '98?89', '98889', '99999'), 2);
    expect(direction[12]).toBe(notObserved);
    expect(filledM[12]).toBeNaN();
    expect(direction[6]).toBe(leavesDem);
    expect([...filledM].filter((z) => z === 8)).toHaveLength(8);
  });

  it('gives nothing where nothing was observed', async () => {
    const { handM, slopeDeg, drainage: kind } = await terrainOf(drawDem('????', '????'));
    expect([...handM, ...slopeDeg].every(Number.isNaN)).toBe(true);
    expect([...kind]).toEqual(new Array(8).fill(drainage.notObserved));
  });

  it('takes an infinite elevation for not observed', async () => {
    const grid: Grid = { width: 3, height: 1, transform: affine.northUp(0, 0, 10), epsg: 25833 };
    const { handM } = await terrainOf(demInMemory(grid, Float32Array.of(1, Number.POSITIVE_INFINITY, 2), Uint8Array.of(1, 1, 1)));
    expect([...handM]).toEqual([0, Number.NaN, 0]);
  });
});

describe('terrain against the plain definition', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('is the same cell by cell, however the rough DEM %i is cut into bands', async (seed) => {
    const [width, height] = [17 + seed, 40 - seed];
    const z = roughDem(seed, width, height);
    const transform = affine.northUp(12, 51, 0.0004, 0.0003);
    const dem = seed % 2 === 0 ? demOf(z, width) : demOf(z, width, transform, 4326);
    const channelCells = 9;
    const plain = plainHand(z, width, cellSizesM(dem.grid), channelCells);
    expect(plain.next).not.toContain(-4);
    for (const bandRows of [1, 2, 3, 7, 16, height]) {
      const { filledM, direction, area } = await flowOf(dem, bandRows);
      const observed = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => plain.next[i] !== -2);
      expect([...filledM]).toEqual(plain.filledM);
      expect(nextCells(direction, width)).toEqual(plain.next);
      expect(observed(area)).toEqual(observed(plain.area));
      const result = await terrainOf(dem, { channelCells, bandRows });
      expect([...result.handM]).toEqual(plain.handM);
      expect([...result.drainage]).toEqual(plain.kind);
    }
  });
});

describe('properties of terrain', () => {
  const [width, height] = [150, 120];
  const z = roughDem(21, width, height);
  const dem = demOf(z, width);

  it('never lowers a cell, lets every cell drain, and falls or stays level along the flow', async () => {
    const { filledM, direction } = await flowOf(dem, 32);
    const next = nextCells(direction, width);
    const level = (i: number): number => filledM[i] ?? Number.NaN;
    const lowered = z.filter((value, i) => level(i) < value);
    const uphill = next.filter((n, i) => n >= 0 && !(level(n) <= level(i)));
    const endless = z.filter((_, i) => {
      let steps = 0;
      let c = i;
      while (c >= 0 && steps <= z.length) {
        c = next[c] ?? Number.NaN;
        steps++;
      }
      return c !== -1 && next[i] !== -2;
    });
    expect({ lowered, uphill, endless }).toEqual({ lowered: [], uphill: [], endless: [] });
  });

  it('counts every observed cell once where the water leaves', async () => {
    const { direction, area } = await flowOf(dem, 32);
    const left = area.reduce((sum, cells, i) => sum + (direction[i] === leavesDem ? cells : 0), 0);
    expect(left).toBe(z.filter((value) => !Number.isNaN(value)).length);
  });

  it('is never negative, and zero in channels', async () => {
    const { handM, drainage: kind } = await terrainOf(dem, { bandRows: 64 });
    expect(kind).toContain(drainage.channel);
    expect([...handM].map(Number.isNaN)).toEqual(z.map(Number.isNaN));
    expect(handM.filter((h) => h < 0)).toHaveLength(0);
    expect(handM.filter((h, i) => kind[i] === drainage.channel && h !== 0)).toHaveLength(0);
  });

  it('turns every cell that drains anywhere into a channel at 0 cells, and none at more cells than there are', async () => {
    const all = await terrainOf(dem, { channelCells: 0 });
    expect(new Set(all.drainage)).toEqual(new Set([drainage.notObserved, drainage.channel]));
    const none = await terrainOf(dem, { channelCells: z.length });
    expect(new Set(none.drainage)).toEqual(new Set([drainage.notObserved, drainage.leavesDem]));
  });

  it('hands out bands from the top without gaps', async () => {
    const rows: number[] = [];
    for await (const { window, handM } of terrainBands(dem, { bandRows: 50 })) {
      rows.push(window.row);
      expect(handM).toHaveLength(width * window.height);
    }
    expect(rows).toEqual([0, 50, 100]);
  });

  it('stops when asked to', async () => {
    await expect(terrainOf(dem, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });

  it.each([
    [{ bandRows: 0 }, 'bandRows is 0'],
    [{ bandRows: 2.5 }, 'bandRows is 2.5'],
    [{ channelCells: Number.NaN }, 'channelCells is NaN'],
  ])('refuses %o', async (options, message) => {
    await expect(terrainOf(dem, options)).rejects.toThrow(message);
  });
});
