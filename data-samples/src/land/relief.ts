import { alongOf, distanceTo, LineIndex } from './line-index.js';
import { fractal, gradientNoise, smoothstep } from './noise.js';
import { regionM } from './region.js';
import { mainValley, plainM, type ValleySegment, type Waterways } from './waterways.js';

const latticeM = 40;
const latticeMarginM = 500;
const latticeSide = (regionM + 2 * latticeMarginM) / latticeM + 1;

/**
 * Height of the ground in metres. Plateaus rise from 250 m at the main valley to 650 m in the south; valleys are cut into them as the lower envelope of
 * "bed + slope profile of the distance" over all valley floors, so every brook runs downhill into the river.
 */
export class Relief {
  private readonly seed: number;
  private readonly channel: LineIndex;
  private readonly brooks: LineIndex;
  private readonly lowest: LowestValleys;
  private readonly lattice = new Float32Array(latticeSide * latticeSide);
  /** Of the last `heightM`: metres to the river's or an oxbow's edge (negative in the water), Infinity if far. */
  channelEdgeM = 0;
  /** 0 = the river, 1 = an oxbow. */
  channelKind = 0;

  constructor(seed: number, { valleys, channel, brooks }: Waterways) {
    this.seed = seed;
    this.lowest = new LowestValleys(valleys);
    this.channel = new LineIndex(channel, 40);
    this.brooks = new LineIndex(brooks, 40);
  }

  heightM(x: number, y: number): number {
    const { seed } = this;
    const river = plainM(x);
    const ground = this.groundM(x, y);
    const rough = smoothstep(2, 45, ground - river) * 11 * fractal(seed + 42, x / 620, y / 620, 3);
    const micro = 0.75 * gradientNoise(seed + 43, x / 260, y / 260) + 0.35 * gradientNoise(seed + 44, x / 70, y / 70);
    const height = ground + rough + micro;
    this.channelEdgeM = this.channel.nearest(x, y);
    this.channelKind = this.channel.found?.kind ?? 0;
    if (this.channelEdgeM >= 25) return height;
    // Bed 3 m below the plain, banks of 12 m, low levees beside them.
    const bank = smoothstep(-6, 6, this.channelEdgeM);
    const levee = 0.5 * smoothstep(25, 8, this.channelEdgeM) * bank;
    return height * bank + (river - 3) * (1 - bank) + levee;
  }

  /** Plateaus and valleys without detail: bilinear between lattice points, each computed when first needed. */
  private groundM(x: number, y: number): number {
    const u = Math.min(latticeSide - 1.001, Math.max(0, (x + latticeMarginM) / latticeM));
    const v = Math.min(latticeSide - 1.001, Math.max(0, (y + latticeMarginM) / latticeM));
    const col = Math.floor(u);
    const row = Math.floor(v);
    const fu = u - col;
    const fv = v - row;
    const south = this.latticeAt(col, row) * (1 - fu) + this.latticeAt(col + 1, row) * fu;
    const north = this.latticeAt(col, row + 1) * (1 - fu) + this.latticeAt(col + 1, row + 1) * fu;
    return south * (1 - fv) + north * fv;
  }

  private latticeAt(col: number, row: number): number {
    const i = row * latticeSide + col;
    const known = this.lattice[i] as number;
    if (known > 0) return known;
    const made = Math.fround(this.carvedM(col * latticeM - latticeMarginM, row * latticeM - latticeMarginM));
    this.lattice[i] = made;
    return made;
  }

  private carvedM(x: number, y: number): number {
    const { seed } = this;
    const px = x + this.bendM(x, y);
    const py = y + this.bendM(y + 7000, x);
    const stretch = 1 + 0.4 * gradientNoise(seed + 45, x / 1300, y / 1300); // steeper and gentler valley sides
    let envelope = Number.POSITIVE_INFINITY;
    for (const s of this.lowest.near(px, py)) {
      const along = alongOf(s, px, py);
      const dx = s.ax + along * (s.bx - s.ax) - px;
      const dy = s.ay + along * (s.by - s.ay) - py;
      const height = s.bedAM + along * (s.bedBM - s.bedAM) + profileM(s, stretch * Math.sqrt(dx * dx + dy * dy));
      if (height < envelope) envelope = height;
    }
    const southM = Math.max(0, 12_500 - y);
    const northM = Math.max(0, y - 12_500);
    const plateau = 228 + 0.033 * southM + 0.012 * northM + (62 + 0.006 * southM) * fractal(seed + 41, x / 4300, y / 4300, 4);
    return softMinimum(plateau, envelope, 40);
  }

  /** Metres to the nearest brook's edge, Infinity beyond 40 m. */
  brookEdgeM(x: number, y: number): number {
    return this.brooks.nearest(x + this.bendM(x, y), y + this.bendM(y + 7000, x));
  }

  /** Valleys and brooks are drawn as smooth lines and bent here by up to 60 m. */
  private bendM(x: number, y: number): number {
    return 75 * gradientNoise(this.seed + 46, x / 420, y / 420) + 14 * gradientNoise(this.seed + 47, x / 110, y / 110);
  }
}

/** Which valley segments can make the lowest envelope near a place: kept per cell of 200 m, found among those of its cells of 800 and 3200 m. */
class LowestValleys {
  private readonly all: readonly ValleySegment[];
  private readonly coarse = new Map<number, readonly ValleySegment[]>();
  private readonly middle = new Map<number, readonly ValleySegment[]>();
  private readonly fine = new Map<number, readonly ValleySegment[]>();

  constructor(all: readonly ValleySegment[]) {
    this.all = all;
  }

  near(x: number, y: number): readonly ValleySegment[] {
    const { all, coarse, middle, fine } = this;
    return inCell(fine, x, y, 200, () => inCell(middle, x, y, 800, () => inCell(coarse, x, y, 3200, () => all)));
  }
}

function inCell(
  cells: Map<number, readonly ValleySegment[]>,
  x: number,
  y: number,
  cellM: number,
  among: () => readonly ValleySegment[],
): readonly ValleySegment[] {
  const col = Math.floor(x / cellM);
  const row = Math.floor(y / cellM);
  const key = row * 65_536 + col;
  const known = cells.get(key);
  if (known != null) return known;
  const segments = among();
  const cx = (col + 0.5) * cellM;
  const cy = (row + 0.5) * cellM;
  const reachM = (cellM / 2) * Math.SQRT2;
  let bound = Number.POSITIVE_INFINITY;
  const lowest = segments.map((s) => {
    const distance = distanceTo(s, cx, cy);
    bound = Math.min(bound, Math.max(s.bedAM, s.bedBM) + profileM(s, 1.3 * (distance + reachM)));
    return Math.min(s.bedAM, s.bedBM) + profileM(s, 0.7 * Math.max(0, distance - reachM));
  });
  const list = segments.filter((_, i) => (lowest[i] as number) <= bound);
  cells.set(key, list);
  return list;
}

/** Rise above the floor at a distance from the valley's axis: flat floor, concave foot, straight slope of 0.24 (main) or 0.36. */
function profileM(s: ValleySegment, distanceM: number): number {
  const beyond = distanceM - s.halfWidthM;
  const flat = 0.0009 * distanceM;
  if (beyond <= 0) return flat;
  return flat + (s.kind === mainValley ? (0.24 * beyond * beyond) / (beyond + 90) : (0.36 * beyond * beyond) / (beyond + 130));
}

function softMinimum(a: number, b: number, widthM: number): number {
  const h = Math.min(1, Math.max(0, 0.5 + (0.5 * (b - a)) / widthM));
  return b * (1 - h) + a * h - widthM * h * (1 - h);
}
