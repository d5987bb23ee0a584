import { type Segment, segmentsOf } from './line-index.js';
import { between, fractal, gradientNoise, hash, uniform } from './noise.js';
import { regionM } from './region.js';
import { floodplainHalfM, offAxis, type Point, type Waterways } from './waterways.js';

export interface Settlement {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly radiusM: number;
  readonly ux: number;
  readonly uy: number;
  readonly seed: number;
}

/** A rectangle: centre, half sizes, direction of its long side. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly ux: number;
  readonly uy: number;
  readonly halfLengthM: number;
  readonly halfWidthM: number;
}

const lotM = 24;
const streetEveryU = 4 * lotM;
const streetEveryV = 3 * lotM;
const streetHalfM = 3.5;

/** Paved ground that is no road (yards, car parks, a runway) and the halls that stand on it. */
export interface Paved {
  readonly yards: readonly Rectangle[];
  readonly halls: readonly Rectangle[];
}

const villageNames = ['Ober', 'Nieder', 'Klein', 'Groß', 'Alt', 'Neu', 'Hinter', 'Vorder'];
const villageEnds = ['lindbach', 'erlau', 'tannfeld', 'steinsdorf', 'reichenau', 'wiesa', 'hermsdorf'];

/** One town on the river, partly on the floodplain, and villages in the side valleys. */
export function makeSettlements(seed: number, { sideAxes }: Waterways): readonly Settlement[] {
  const [tx, ty] = offAxis(seed, townX, -floodplainHalfM(seed, townX) * 1.05);
  const list: Settlement[] = [settlement('Weidenau', tx, ty, 720, seed + 61)];
  sideAxes.forEach((line, n) => {
    const place = line[Math.floor(line.length * between(0.4, 0.75, seed + 62, n))];
    if (place == null || uniform(seed + 63, n) > 0.3) return;
    const [x, y] = place;
    if (x < 300 || y < 300 || x > regionM - 300 || y > regionM - 300) return;
    if (list.some((s) => Math.hypot(s.x - x, s.y - y) < s.radiusM + 1300)) return;
    const name = `${villageNames[hash(seed + 64, n) % 8]}${villageEnds[hash(seed + 65, n) % 7]}`;
    list.push(
      settlement(list.some((s) => s.name === name) ? `${name} ${list.length}` : name, x, y, between(210, 360, seed + 66, n), seed + 67 + n),
    );
  });
  return list;
}

/** Metres east of the region's corner where the town lies; the small extent is centred near it. */
export const townX = 10_000;

function settlement(name: string, x: number, y: number, radiusM: number, seed: number): Settlement {
  const angle = between(0, Math.PI / 2, seed, 1);
  return { name, x, y, radiusM, ux: Math.cos(angle), uy: Math.sin(angle), seed };
}

export function makePaved(seed: number, settlements: readonly Settlement[]): Paved {
  const yards: Rectangle[] = [];
  const halls: Rectangle[] = [];
  const [town] = settlements as readonly [Settlement];
  const add = (x: number, y: number, angle: number, length: number, width: number): Rectangle => {
    const yard = { x, y, ux: Math.cos(angle), uy: Math.sin(angle), halfLengthM: length / 2, halfWidthM: width / 2 };
    yards.push(yard);
    return yard;
  };
  const works = add(town.x + 900, town.y - 420, between(0, 1.5, seed + 68, 0), 330, 230);
  for (const [u, v] of [
    [-95, -50],
    [80, -55],
    [-60, 58],
  ] as const) {
    const x = works.x + u * works.ux - v * works.uy;
    const y = works.y + u * works.uy + v * works.ux;
    halls.push({ ...works, x, y, halfLengthM: 42, halfWidthM: 24 });
  }
  add(town.x - 640, town.y - 560, between(0, 1.5, seed + 68, 1), 140, 90);
  add(town.x - 870, town.y + 1950, between(0, 3, seed + 68, 2), 900, 34); // airfield
  add(4200, 4600, between(0, 3, seed + 68, 3), 260, 160);
  return { yards, halls };
}

/** Metres inside the rectangle's nearest side; negative outside. */
export function insideRectangle(r: Rectangle, x: number, y: number): number {
  const u = Math.abs((x - r.x) * r.ux + (y - r.y) * r.uy);
  const v = Math.abs((y - r.y) * r.ux - (x - r.x) * r.uy);
  return Math.min(r.halfLengthM - u, r.halfWidthM - v);
}

/** 0 at the centre, 1 at the irregular outer edge. */
export function townShare(s: Settlement, x: number, y: number): number {
  const dx = x - s.x;
  const dy = y - s.y;
  const d2 = dx * dx + dy * dy;
  if (d2 > s.radiusM * s.radiusM * 2) return 2;
  return Math.sqrt(d2) / (s.radiusM * (1 + 0.5 * fractal(s.seed, x / 420, y / 420, 2)));
}

/** Metres to the edge of the nearest street inside a settlement, negative on it. */
export function streetEdgeM(s: Settlement, x: number, y: number): number {
  const u = (x - s.x) * s.ux + (y - s.y) * s.uy;
  const v = (y - s.y) * s.ux - (x - s.x) * s.uy;
  const du = Math.abs(u - streetEveryU * Math.round(u / streetEveryU));
  const dv = Math.abs(v - streetEveryV * Math.round(v / streetEveryV));
  return Math.min(du, dv) - streetHalfM;
}

/** The building on the lot under a point, whether or not the point is in it; null for an empty lot. */
export function buildingOnLot(s: Settlement, x: number, y: number): Rectangle | null {
  const u = (x - s.x) * s.ux + (y - s.y) * s.uy;
  const v = (y - s.y) * s.ux - (x - s.x) * s.uy;
  return lotBuilding(s, Math.floor(u / lotM), Math.floor(v / lotM));
}

export function lotBuilding(s: Settlement, i: number, j: number): Rectangle | null {
  const u = (i + 0.5 + between(-0.06, 0.06, s.seed + 1, i, j)) * lotM;
  const v = (j + 0.5 + between(-0.06, 0.06, s.seed + 2, i, j)) * lotM;
  const x = s.x + u * s.ux - v * s.uy;
  const y = s.y + u * s.uy + v * s.ux;
  const share = townShare(s, x, y);
  if (share > 0.97 || uniform(s.seed + 3, i, j) > 0.92 - 0.45 * share) return null;
  const core = share < 0.35 ? 1.35 : 1;
  return {
    x,
    y,
    ux: s.ux,
    uy: s.uy,
    halfLengthM: core * between(4.6, 6.8, s.seed + 4, i, j),
    halfWidthM: core * between(3.8, 5.4, s.seed + 5, i, j),
  };
}

/** Every building of a settlement. */
export function buildingsOf(s: Settlement): Rectangle[] {
  const reach = Math.ceil((s.radiusM * 1.4) / lotM);
  const list: Rectangle[] = [];
  for (let j = -reach; j <= reach; j++) {
    for (let i = -reach; i <= reach; i++) {
      const building = lotBuilding(s, i, j);
      if (building != null) list.push(building);
    }
  }
  return list;
}

export interface Road {
  readonly name: string;
  readonly kind: 'Bundesstraße' | 'Kreisstraße';
  readonly halfWidthM: number;
  readonly points: readonly Point[];
}

/** A main road along the valley side, and roads from each village to the nearest place nearer to the town. */
export function makeRoads(seed: number, settlements: readonly Settlement[]): readonly Road[] {
  const valley: Point[] = [];
  for (let x = -200; x <= regionM + 200; x += 60) {
    const side = floodplainHalfM(seed, x) * 1.12 + 60 + 60 * gradientNoise(seed + 71, x / 900, 0.5);
    valley.push(offAxis(seed, x, -side));
  }
  const roads: Road[] = [{ name: 'B 172', kind: 'Bundesstraße', halfWidthM: 5, points: valley }];
  const [town] = settlements as readonly [Settlement];
  const fromTown = (s: Settlement): number => Math.hypot(s.x - town.x, s.y - town.y);
  settlements.forEach((s, n) => {
    if (n === 0) return;
    const nearer = settlements.filter((o) => fromTown(o) < fromTown(s));
    const target = nearer.reduce((a, b) => (Math.hypot(a.x - s.x, a.y - s.y) < Math.hypot(b.x - s.x, b.y - s.y) ? a : b));
    roads.push({
      name: `K ${8730 + n}`,
      kind: 'Kreisstraße',
      halfWidthM: 3.5,
      points: wanderingLine(seed + 72 + n, [s.x, s.y], [target.x, target.y]),
    });
  });
  return roads;
}

/** From a to b with bends of a tenth of the length. */
function wanderingLine(seed: number, a: Point, b: Point): Point[] {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = Math.hypot(dx, dy);
  const steps = Math.ceil(length / 40);
  return Array.from({ length: steps + 1 }, (_, k): Point => {
    const t = k / steps;
    const bend =
      length *
      Math.sin(Math.PI * t) *
      (0.16 * gradientNoise(seed, (t * length) / 2600, 0.5) + 0.05 * gradientNoise(seed + 1, (t * length) / 800, 0.5));
    return [a[0] + t * dx - (bend * dy) / length, a[1] + t * dy + (bend * dx) / length];
  });
}

export function roadSegments(roads: readonly Road[]): Segment[] {
  return roads.flatMap(({ points, halfWidthM }, n) => segmentsOf(points, halfWidthM, n));
}
