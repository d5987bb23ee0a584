import { beforeAll, describe, expect, it } from 'vitest';
import { baseOf, ndviOf } from './field-ground.js';
import { eventsOf, type FieldParcel, violationKinds } from './field-parcel.js';
import { dayZero, phaseAt, seasonDays, seasonYear } from './field-plan.js';
import { fieldPasses } from './field-weather.js';
import { makeFields } from './make-fields.js';
import { plantedShares } from './plant-violations.js';
import { FieldRenderer } from './render-fields.js';

const year = 2025;
const clearPass = (() => {
  const [pass] = fieldPasses(301, year, 5);
  const calm = { cloudShare: 0, hiddenShare: 0, hazeShare: 0, swathGap: 0, snowShare: 0, shiftPx: [0, 0] as const, moisture: 0.5 };
  return (epochDay: number) => ({
    ...(pass as NonNullable<typeof pass>),
    ...calm,
    epochDay,
    utc: new Date(epochDay * 86_400_000 + 36_631_000),
  });
})();

/** Mean reflectance × 10⁴ of a square of pixels around a place, per fine band; and of B11. */
function meanAround(renderer: FieldRenderer, image: ReturnType<FieldRenderer['render']>, x: number, y: number, reachPx: number) {
  const { west, south, sizePx } = renderer.square;
  const [col, row] = [Math.floor((x - west) / 10), Math.floor((south + sizePx * 10 - y) / 10)];
  const mean = (band: ArrayLike<number>, size: number, c0: number, r0: number, reach: number) => {
    let sum = 0;
    for (let r = r0 - reach; r <= r0 + reach; r++)
      for (let c = c0 - reach; c <= c0 + reach; c++) sum += (band[r * size + c] as number) - 1000;
    return sum / (2 * reach + 1) ** 2;
  };
  const [, , red, nir] = image.fine.map((band) => mean(band, sizePx, col, row, reachPx)) as [number, number, number, number];
  const swir16 = mean(image.coarse[4] as Uint16Array, sizePx / 2, col >> 1, row >> 1, reachPx >> 1);
  return { ndvi: (nir - red) / (nir + red), swir16 };
}

const centreOf = ({ ring }: Pick<FieldParcel, 'ring'>) =>
  [ring.reduce((s, [x]) => s + x, 0) / ring.length, ring.reduce((s, [, y]) => s + y, 0) / ring.length] as const;
/** Fields of at least 2.5 ha and of one piece: 70 m around their middle are theirs. */
const isWide = ({ ring, parts, holes }: FieldParcel, reachM: number) => {
  const [cx, cy] = centreOf({ ring });
  return (
    parts.length === 1 &&
    holes.length === 0 &&
    ring.every(([ax, ay], i) => {
      const [bx, by] = ring[(i + 1) % ring.length] as readonly [number, number];
      return Math.abs((bx - ax) * (ay - cy) - (ax - cx) * (by - ay)) / Math.hypot(bx - ax, by - ay) > reachM;
    })
  );
};

describe('FieldRenderer', () => {
  let renderer: FieldRenderer;
  let wide: readonly FieldParcel[];
  beforeAll(() => {
    renderer = new FieldRenderer(303, 150, year);
    wide = renderer.square.parcels.filter((parcel) => isWide(parcel, 60));
  });

  it('shows each class with the NDVI and the short-wave infrared of its table', () => {
    const seen = new Map<string, { ndvi: number; swir16: number }[]>();
    for (const doy of [20, 70, 105, 125, 150, 175, 200, 230, 260, 290, 330]) {
      const pass = clearPass(dayZero(year) + doy);
      const image = renderer.render(pass);
      for (const parcel of wide) {
        const { plan } = parcel.parts[0];
        // a cut or a drought is no table
        if (plan.cuts.some((day) => day <= pass.epochDay && day > pass.epochDay - 60)) continue;
        const { kind, zeroDay } = phaseAt(plan, pass.epochDay);
        if (kind === 'grass' && renderer.season.droughtDrop > 0 && doy > 172 && doy < 285) continue;
        const table = baseOf(kind, pass.epochDay - zeroDay, 0.5);
        const here = meanAround(renderer, image, ...centreOf(parcel), 3);
        seen.set(kind, [...(seen.get(kind) ?? []), { ndvi: here.ndvi - ndviOf(table), swir16: here.swir16 - table[2] }]);
      }
    }
    const kinds = [...seen].filter(([, list]) => list.length >= 10);
    expect(kinds.length).toBeGreaterThanOrEqual(7);
    for (const [kind, list] of kinds) {
      const mean = (of: (one: (typeof list)[number]) => number) => list.reduce((sum, one) => sum + of(one), 0) / list.length;
      expect(Math.abs(mean(({ ndvi }) => ndvi)), `${kind} NDVI`).toBeLessThan(0.035);
      expect(Math.abs(mean(({ swir16 }) => swir16)), `${kind} B11`).toBeLessThan(150);
    }
  });

  it('shows cuts as a fall of NDVI to about two thirds, grown back after six weeks', () => {
    const rests: number[] = [];
    const later: number[] = [];
    const meadows = renderer.square.parcels.filter((parcel) => parcel.parts[0].crop === 'grass' && isWide(parcel, 45));
    for (const parcel of meadows.slice(0, 8)) {
      const [first, second = Number.POSITIVE_INFINITY] = parcel.parts[0].plan.cuts;
      if (first == null) continue;
      const at = (day: number) => meanAround(renderer, renderer.render(clearPass(day)), ...centreOf(parcel), 2).ndvi;
      const before = at(first - 1);
      rests.push(at(first + 3) / before);
      if (second > first + 45) later.push(at(first + 44) / before);
    }
    expect(rests.length).toBeGreaterThanOrEqual(4);
    for (const rest of rests) expect(rest).toBeLessThan(0.87);
    expect(rests.reduce((a, b) => a + b, 0) / rests.length).toBeCloseTo(0.66, 1);
    expect(later.length).toBeGreaterThanOrEqual(2);
    for (const rest of later) expect(rest).toBeGreaterThan(0.85);
  });

  it('paints a second crop where its part lies and not elsewhere', () => {
    const big = new FieldRenderer(304, 900, year);
    const mixed = big.square.parcels.filter(({ violations, parts, ring }) => {
      const [, part] = parts;
      return (
        violations[0] === 'two-crops' &&
        parts[1]?.crop !== 'grass' &&
        part != null &&
        isWide({ ...parts[0], ring: part.ring, parts: [part], holes: [] } as never, 25) &&
        ring.length > 0
      );
    });
    expect(mixed.length).toBeGreaterThan(3);
    const pass = clearPass(dayZero(year) + 140);
    const image = big.render(pass);
    for (const parcel of mixed) {
      const [, part] = parcel.parts;
      const { kind, zeroDay } = phaseAt((part as NonNullable<typeof part>).plan, pass.epochDay);
      const { ndvi } = meanAround(big, image, ...centreOf(part as NonNullable<typeof part>), 1);
      expect(Math.abs(ndvi - ndviOf(baseOf(kind, pass.epochDay - zeroDay, 0.5))), `${parcel.id} ${kind}`).toBeLessThan(0.2);
    }
  });

  it('hides land under cloud from red and says so in the scene classes', () => {
    const pass = { ...clearPass(dayZero(year) + 140), cloudShare: 0.4 };
    const { fine, scl } = renderer.render(pass);
    const { sizePx } = renderer.square;
    let [cloudRed, clouds, clearRed, clears] = [0, 0, 0, 0];
    scl.forEach((code, at) => {
      const red = (fine[2] as Uint16Array)[2 * Math.floor(at / (sizePx / 2)) * sizePx + 2 * (at % (sizePx / 2))] as number;
      if (code === 9) [cloudRed, clouds] = [cloudRed + red, clouds + 1];
      if (code === 4) [clearRed, clears] = [clearRed + red, clears + 1];
    });
    expect(clouds / scl.length).toBeGreaterThan(0.1);
    expect(cloudRed / clouds).toBeGreaterThan(2 * (clearRed / clears));
  });

  it('gives two polarisations that differ from field to field', () => {
    const { vv, vh } = renderer.radar({
      utc: new Date(0),
      epochDay: dayZero(year) + 180,
      seed: 5,
      relativeOrbit: 146,
      orbitState: 'ascending',
      orbitDb: 0,
      wetDb: 0,
    });
    const db = (values: Float32Array) => 10 * Math.log10(values.reduce((a, b) => a + b, 0) / values.length);
    expect(db(vv)).toBeGreaterThan(-13);
    expect(db(vv)).toBeLessThan(-7);
    expect(db(vv) - db(vh)).toBeGreaterThan(4);
    expect(vv.every((value) => value > 0)).toBe(true);
  });
});

describe('the season', () => {
  it('loses 55 to 70 % of the looks at a parcel to cloud, shadow and snow, in runs', () => {
    const dates = Math.floor((seasonDays(year)[1] - seasonDays(year)[0]) / 5) + 1;
    let [clear, looks, kept, after, seeds] = [0, 0, 0, 0, 0];
    for (let seed = 301; seed <= 304; seed++) {
      const renderer = new FieldRenderer(seed, 4, year);
      const half = renderer.square.sizePx / 2;
      const passes = fieldPasses(seed, year, 5);
      const days = new Set(passes.map(({ epochDay }) => epochDay));
      seeds++;
      kept += days.size;
      for (const day of days) if (days.has(day - 5)) after++;
      const scl = passes.map((pass) => renderer.render(pass).scl);
      for (const { ring } of renderer.square.parcels) {
        const [x, y] = centreOf({ ring });
        const [col, row] = [Math.floor((x - renderer.square.west) / 20), half - 1 - Math.floor((y - renderer.square.south) / 20)];
        looks += dates;
        // 100 × 100 m
        for (const classes of scl) {
          const around = Array.from({ length: 25 }, (_, k) => classes[(row + Math.floor(k / 5) - 2) * half + col + (k % 5) - 2] as number);
          if (around.every((code) => [4, 5, 6, 7].includes(code))) clear++;
        }
      }
    }
    expect(1 - clear / looks).toBeGreaterThan(0.55);
    expect(1 - clear / looks).toBeLessThan(0.7);
    // usable dates follow usable ones more often than chance would have it
    expect(after / kept).toBeGreaterThan(kept / (dates * seeds) + 0.02);
  });

  it('plants as many of each violation as it says, and its events where they belong', () => {
    const parcels: FieldParcel[] = [];
    for (let seed = 301; seed <= 304; seed++) parcels.push(...makeFields(seed, 2000, seasonYear(seed, year)).parcels);
    const able: Record<string, (parcel: FieldParcel) => boolean> = {
      'wrong-crop': () => true,
      unmown: ({ parts }) => parts[0].crop === 'grass',
      'fallow-mown': ({ parts }) => parts[0].crop === 'fallow',
      'catch-crop-missing': ({ promisesCatchCrop }) => promisesCatchCrop,
    };
    const count = (kind: string) => parcels.filter(({ violations }) => violations.some((one) => one === kind)).length;
    for (const [kind, isAble] of Object.entries(able)) {
      const share = count(kind) / parcels.filter(isAble).length;
      const planted = plantedShares[kind as keyof typeof plantedShares];
      expect(share / planted, kind).toBeGreaterThan(0.7);
      expect(share / planted, kind).toBeLessThan(1.35);
    }
    for (const kind of violationKinds) expect(count(kind), kind).toBeGreaterThan(5);
    expect(count('over-hedge') / parcels.length).toBeGreaterThan(0.03);
    for (const parcel of parcels) {
      const events = eventsOf(parcel);
      const has = (kind: string) => parcel.violations.some((one) => one === kind);
      if (has('unmown')) expect(events).toEqual([]);
      if (has('part-ploughed')) expect(events.some(({ type, part }) => type === 'ploughing' && part === 1)).toBe(true);
      if (has('building')) expect(events.some(({ type, part }) => type === 'building' && part === 1)).toBe(true);
      if (has('fallow-mown')) {
        expect(
          events.some(({ type, epochDay }) => type === 'mowing' && epochDay >= dayZero(year) + 91 && epochDay <= dayZero(year) + 227),
        ).toBe(true);
      }
      expect(parcel.parts[0].crop !== parcel.declared).toBe(has('wrong-crop'));
    }
  });
});
