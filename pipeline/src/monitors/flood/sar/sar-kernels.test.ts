import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { fallingZ } from '../detectors/fuzzy.js';
import { vote } from '../detectors/vote.js';
import { bayesCodes, tScoreCodes } from './baseline-detector.js';
import { BimodalTiles, TileSurface, tileBounds } from './bimodal-tiles.js';
import { BoxRows } from './box-rows.js';
import { boxSum } from './box-sum.js';
import { changeCodes, medianCodes, noAnswer } from './change-detector.js';
import { codeOfDb, dbCodesInto, dbOfCode } from './db-codes.js';
import { voteRows } from './ensemble-vote.js';
import { handRangeOf } from './hand-range.js';
import { terrainCodes, terrainFactors, unknownTerrain } from './terrain-factor.js';
import { contextPx, contextRounds, excessInto, type MembershipRow, MembershipRows, type WaterLevels } from './water-membership.js';

const codes = (...db: number[]) => Uint8Array.from(db, (value) => (Number.isNaN(value) ? 0 : codeOfDb(value)));
const levels = { nearVhDb: -19.4, farVhDb: -21, nearVvDb: -13, farVvDb: -15 };

const codesOf = (power: Float32Array, valid: Uint8Array) => {
  const out = new Uint8Array(power.length);
  dbCodesInto(new Uint32Array(power.buffer), valid, 0, out, 0);
  return out;
};

describe('σ0 codes', () => {
  it('keep dB to a tenth, and the darkest apart from "not observed"', () => {
    const power = Float32Array.from([-50, -30.3, -19.4, -3, 20], (db) => 10 ** (db / 10));
    const back = [...codesOf(power, Uint8Array.of(1, 1, 1, 1, 1))].map((code) => dbOfCode[code] as number);
    expect(back[0]).toBe(-36);
    for (const [i, db] of [-30.3, -19.4, -3].entries()) expect(Math.abs((back[i + 1] as number) - db)).toBeLessThan(0.1);
    expect(back[4]).toBeCloseTo(2.1, 5);
    expect([...codesOf(power, Uint8Array.of(0, 0, 0, 0, 0))]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('BoxRows', () => {
  it.each([
    [9, 30, 5],
    [3, 4, 7],
    [20, 2, 3],
  ])('sums like the whole image: %i×%i px, window %i', (width, height, windowPx) => {
    const random = randomOf(5);
    const values = Uint8Array.from({ length: width * height }, () => Math.floor(256 * random()));
    const whole = new Int32Array(values.length);
    boxSum(values, width, height, windowPx, whole);
    const out = new Int32Array(values.length);
    const rows = new BoxRows(width, windowPx);
    const keep = (row: number, sums: Int32Array) => out.set(sums, row * width);
    for (let at = 0; at < values.length; at += width) rows.push(values.subarray(at, at + width), keep);
    rows.finish(keep);
    expect(out).toEqual(whole);
  });
});

describe('boxSum', () => {
  it('is the sum over the window, cut at the border', () => {
    const out = new Int32Array(12);
    boxSum(Uint8Array.of(9, 0, 0, 1, 0, 9, 0, 0, 0, 0, 200, 0), 4, 3, 3, out);
    expect([...out]).toEqual([18, 18, 10, 1, 18, 218, 210, 201, 9, 209, 209, 200]);
  });

  it('agrees with adding up, also for windows wider than the image', () => {
    const random = randomOf(2);
    for (const [width, rows, windowPx] of [
      [13, 17, 5],
      [4, 40, 25],
      [40, 3, 9],
    ] as const) {
      const values = Uint8Array.from({ length: width * rows }, () => 256 * random());
      const out = new Int32Array(values.length);
      boxSum(values, width, rows, windowPx, out);
      const half = (windowPx - 1) / 2;
      const plain = Array.from(values, (_, i) => {
        let sum = 0;
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < width; c++)
            if (Math.abs(r - Math.floor(i / width)) <= half && Math.abs(c - (i % width)) <= half) sum += values[r * width + c] as number;
        return sum;
      });
      expect([...out]).toEqual(plain);
    }
  });
});

/** Rows of noise about a level, darker by 10 dB right of a column. */
function shore(tiles: BimodalTiles, width: number, height: number, waterFrom: number): void {
  const random = randomOf(3);
  for (let row = 0; row < height; row++) {
    tiles.addRow(Uint8Array.from({ length: width }, (_, col) => codeOfDb((col >= waterFrom ? -26 : -16) + 2 * (random() + random() - 1))));
  }
}

describe('BimodalTiles', () => {
  it('finds the tiles on a shore and the threshold between the modes; the surface fades one and a half tiles away', () => {
    const tiles = new BimodalTiles(600, tileBounds.vh);
    shore(tiles, 600, 300, 300);
    const surface = new TileSurface(tiles.tiles, 600, 300);
    expect(surface.tileCount).toBe(5); // 100 px tiles centred on the shore, every 50 px
    expect(Math.abs((surface.thresholdDb ?? 0) + 21)).toBeLessThan(3.1);
    const weights = new Float32Array(600);
    surface.rowInto(150, weights);
    expect(weights[300]).toBeCloseTo(1, 1);
    expect(weights[400]).toBeCloseTo(0.5, 1);
    expect(weights[460]).toBe(0);
  });

  it('finds none on land alone, nor where the darker mode is too bright for water', () => {
    for (const [waterFrom, bounds] of [
      [600, tileBounds.vh],
      [300, { minimumDb: -14, maximumDb: -10 }],
    ] as const) {
      const tiles = new BimodalTiles(600, bounds);
      shore(tiles, 600, 300, waterFrom);
      expect(new TileSurface(tiles.tiles, 600, 300)).toMatchObject({ tileCount: 0, thresholdDb: null });
    }
  });
});

interface MembershipImage extends MembershipRow {
  readonly width: number;
}

function membershipOf({ vh, vv, weights, width }: MembershipImage, waterLevels: WaterLevels): Uint8Array {
  const out: number[] = [];
  const rows = new MembershipRows(width, waterLevels, (row) => out.push(...row));
  const part = (codes: Uint8Array | null, at: number) => codes?.subarray(at, at + width) ?? null;
  for (let at = 0; at < weights.length; at += width) {
    rows.push({ vh: part(vh, at), vv: part(vv, at), weights: weights.subarray(at, at + width) });
  }
  rows.finish();
  return Uint8Array.from(out);
}

function excessOf(image: MembershipImage): Float32Array {
  const out = new Float32Array(image.weights.length);
  excessInto(image, levels, out);
  return out;
}

describe('MembershipRows', () => {
  const even = (vhDb: number, vvDb: number | null, weight: number, size = 5) => ({
    vh: codes(...Array(size * size).fill(vhDb)),
    vv: vvDb == null ? null : codes(...Array(size * size).fill(vvDb)),
    weights: new Float32Array(size * size).fill(weight),
    width: size,
  });

  it('is even odds at the level: −19.4 dB near a bimodal tile, −21 dB elsewhere', () => {
    expect(Math.abs(excessOf(even(-19.4, null, 1))[12] as number)).toBeLessThan(0.1);
    expect(Math.abs(excessOf(even(-21, null, 0))[12] as number)).toBeLessThan(0.1);
    expect(membershipOf(even(-24, null, 0), levels)[12]).toBe(255);
    expect(membershipOf(even(-16.4, null, 1), levels)[12]).toBe(0);
  });

  it('lets VV say water only where VH lies between land and water, and never dry', () => {
    const excess = (vh: number, vv: number | null) => excessOf(even(vh, vv, 0, 1))[0] as number;
    expect(excess(-19, -18)).toBeCloseTo(-2, 0);
    expect(excess(-15, -18)).toBeCloseTo(2, 0);
    expect(excess(-24, -9)).toBeCloseTo(-3, 0); // wind
    expect(excess(-24, null)).toBeCloseTo(-3, 0);
  });

  it('judges the same pixel by its neighbourhood: likelier amid water than amid land', () => {
    const size = 31;
    const amid = (db: number) => {
      const band = even(db, null, 1, size);
      band.vh[(size * size - 1) / 2] = codeOfDb(-19.4);
      return membershipOf(band, levels)[(size * size - 1) / 2] as number;
    };
    expect(amid(-27)).toBeGreaterThan(230);
    expect(amid(-14)).toBeLessThan(25);
  });

  it.each([
    [60, 90],
    [7, 20],
    [40, 3],
  ])('is what the whole image says at once, on %i×%i px with gaps', (width, height) => {
    const random = randomOf(8);
    const noise = () => Uint8Array.from({ length: width * height }, () => (random() < 0.05 ? 0 : codeOfDb(-19 - 6 * random())));
    const image = { vh: noise(), vv: noise(), weights: Float32Array.from({ length: width * height }, random), width };
    expect(membershipOf(image, levels)).toEqual(wholeMembership(image));
  });
});

/** Window by window, round by round. */
function wholeMembership(image: MembershipImage): Uint8Array {
  const excess = excessOf(image);
  const half = (contextPx - 1) / 2;
  const { vh, width } = image;
  const height = excess.length / width;
  const degree = (excessDb: number) =>
    Math.round(255 * fallingZ(Math.min(1024, Math.max(0, Math.round(((excessDb + 3) * 1024) / 6))) / 1024, 0, 1));
  let now = Array.from(excess, (excessDb, i) => (vh?.[i] === 0 ? 0 : degree(excessDb)));
  for (let round = 0; round < contextRounds; round++) {
    now = now.map((_, i) => {
      if (vh?.[i] === 0) return 0;
      let [sum, count] = [0, 0];
      const [row, col] = [Math.floor(i / width), i % width];
      for (let y = Math.max(0, row - half); y <= Math.min(height - 1, row + half); y++) {
        for (let x = Math.max(0, col - half); x <= Math.min(width - 1, col + half); x++) {
          sum += now[y * width + x] as number;
          count += vh?.[y * width + x] === 0 ? 0 : 1;
        }
      }
      return degree((excess[i] as number) - ((6 * sum) / 255 / count - 3));
    });
  }
  return Uint8Array.from(now);
}

describe('changeCodes', () => {
  it('seeds on a fall of 5 dB to dark, grows on 2.5 dB, and has no answer where it was dark or unseen before', () => {
    const beforeVh = codes(-16, -16, -18.5, -16, -25, Number.NaN, -16);
    const vh = codes(-26, -21, -20.5, -19, -26, -26, Number.NaN);
    const { codes: got, likelihood } = changeCodes({ vh, vv: null, beforeVh, beforeVv: null });
    expect([...got]).toEqual([2, 1, 0, 0, noAnswer, noAnswer, noAnswer]);
    expect(likelihood[0]).toBeGreaterThan(250);
    expect(likelihood[3]).toBeLessThan(130);
  });

  it('counts a fall in VV alone', () => {
    const { codes: got } = changeCodes({ vh: codes(-21), vv: codes(-18), beforeVh: codes(-19.5), beforeVv: codes(-11) });
    expect([...got]).toEqual([1]);
  });

  it('takes the median of what was observed', () => {
    expect([...medianCodes([Uint8Array.of(10, 0, 0), Uint8Array.of(90, 40, 0), Uint8Array.of(20, 60, 0)])]).toEqual([20, 50, 0]);
  });
});

describe('t-score', () => {
  it('needs three observations of ground that is not usually dark', () => {
    const earlier = [codes(-16, -16, -24), codes(-17, Number.NaN, -25), codes(-15.5, -16, -24)];
    const { codes: got } = tScoreCodes({ now: codes(-25, -25, -26), earlier }, 'vh');
    expect([...got]).toEqual([1, noAnswer, noAnswer]);
    expect([...tScoreCodes({ now: codes(-17, -16, -26), earlier }, 'vh').codes]).toEqual([0, noAnswer, noAnswer]);
  });
});

describe('harmonic baseline', () => {
  const days = Array.from({ length: 40 }, (_, i) => 1 + i * 9.1);
  const season = (day: number) => -11 + 2 * Math.cos((2 * Math.PI * day) / 365) - 0.7 * Math.sin((6 * Math.PI * day) / 365);

  it('decides by Bayes from a record of scenes', () => {
    const earlier = days.map((day, i) => codes(season(day) + (i % 2) - 0.5, -21));
    const options = { incidenceDeg: 38, dayOfYear: 200, earlierDaysOfYear: days };
    expect([...bayesCodes({ now: codes(-19, -21), earlier }, options).codes]).toEqual([1, noAnswer]);
    expect([...bayesCodes({ now: codes(season(200), Number.NaN), earlier }, options).codes]).toEqual([0, noAnswer]);
  });
});

describe('voteRows', () => {
  it('follows the rule of the single vote for every combination of three answers', () => {
    const answers = [0, 1, noAnswer];
    for (const a of answers) {
      for (const b of answers) {
        for (const c of answers) {
          const detectors = [a, b, c].map((code, i) => ({ codes: Uint8Array.of(code), likelihood: Uint8Array.of(51 * (i + 1)) }));
          const one = vote([a, b, c].map((code, i) => (code > 1 ? null : { flood: code === 1, likelihood: 0.2 * (i + 1) })));
          const { water, likelihoodPercent } = voteRows(detectors);
          expect([a, b, c, water[0]]).toEqual([a, b, c, one.state === 'flood' ? 1 : one.state === 'no-flood' ? 0 : 255]);
          expect(likelihoodPercent[0]).toBe(one.state === 'not-classified' ? 255 : one.likelihoodPercent);
        }
      }
    }
  });
});

describe('terrainFactors', () => {
  it('is the lesser of Z(HAND; 0, 15 m) and Z(slope; 0, 15°), and unknown where the DEM has a hole', () => {
    const hand = Float32Array.of(0, 7.5, 3.75, 16, 0, Number.NaN);
    const slope = Float32Array.of(0, 0, 7.5, 0, 20, 0);
    const { handDm, slopeFactors } = terrainCodes(hand, slope);
    expect([...terrainFactors(handDm, slopeFactors, { fromM: 0, toM: 15 })]).toEqual([254, 127, 127, 0, 0, unknownTerrain]);
  });

  it('keeps to the range of HAND that certain flood has: median + 3σ + 5 m, the highest tenth left out, worked by hand', () => {
    // 400 px at 1 m, 500 at 3 m, 100 at 9 m (left out): median 3 m, σ = √(4900/900 − (1900/900)²) = 0.994 m
    const counts = new Float64Array(151);
    [counts[10], counts[30], counts[90]] = [400, 500, 100];
    const range = handRangeOf(counts);
    expect(range?.fromM).toBe(3);
    expect(range?.toM).toBeCloseTo(10.981, 3);
    expect(handRangeOf(new Float64Array(151).fill(1))).toBeNull();
  });
});
