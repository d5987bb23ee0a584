import { between, gradientNoise, hash, normal, uniform } from '../land/noise.js';
import { dayOf, type ForestCalendar } from './forest-calendar.js';
import { cellM, ground, type StandMap } from './stand-map.js';

/** Trees attacked together. Days since 1970-01-01, 0 = never. */
export interface AttackPatch {
  readonly col: number;
  readonly row: number;
  readonly trees: number;
  readonly attackedOn: number;
  readonly clearedOn: number;
}

/** Per cell of 5 m: day of attack and of felling, 0 = never. */
export interface Attack {
  readonly attackedOn: Uint16Array;
  readonly felledOn: Uint16Array;
  readonly patches: readonly AttackPatch[];
}

/** Swarming: beetles that overwintered in May, their brood in late June, the brood's brood in mid August. */
const flights = [
  [5, 14],
  [6, 26],
  [8, 14],
] as const;

/** Lag from attack to salvage, DISFOR Europe (244 samples): minimum, quartiles, maximum in days. */
const salvageLagDays = [60, 215, 345, 608, 900];

/** Broods that take the trees beside their own spot; the others fly on. */
const enlargingShare = 0.65;
/** One missed tree becomes up to 400 within a season (forest.md section 7); a brood takes at most so many. */
const patchTreesMax = 200;

/** Share of spruce that may be attacked at most. */
const attackedShareMax = 0.09;

/**
 * Spots of 5 to 50 trees that spread 10 to 100 m with every flight, in stands where nothing else happens. Half the patches are salvaged late, one
 * in twelve within two months, found on foot before it is red.
 */
export function growSpots(seed: number, map: StandMap, calendar: ForestCalendar): Attack {
  const { size } = map;
  const attack = { attackedOn: new Uint16Array(size * size), felledOn: new Uint16Array(size * size) };
  const plain = plainCells(map);
  const spots = Math.round((plain.length * cellM * cellM) / 10_000 / 9);
  let left = Math.round(plain.length * attackedShareMax);
  const patches: AttackPatch[] = [];
  let waiting: AttackPatch[] = [];
  let bits = seed + 521;
  const attackAt = (col: number, row: number, day: number, factor: number): void => {
    bits = hash(bits, patches.length, waiting.length);
    if (day > calendar.toDay || day < calendar.eventsFrom || left <= 0) return;
    const trees = Math.min(patchTreesMax, Math.round(factor * 5 * 10 ** uniform(bits, 1)));
    const patch = { col, row, trees, attackedOn: day, clearedOn: clearedOn(bits, day) };
    const taken = attackTrees(map, attack, patch, Math.min(trees, left), bits);
    if (taken < 3) return;
    left -= taken;
    patches.push(patch);
    waiting.push(patch);
  };
  for (const year of calendar.years) {
    flights.forEach(([month, date], flight) => {
      const day = (k: number): number => dayOf(year, month, date) + Math.round(9 * normal(seed + 522, year * 10 + flight, k));
      const broods = waiting;
      waiting = [];
      if (flight === 0) {
        for (let k = 0; k < spots / calendar.years.length; k++) {
          const cell = plain[hash(seed + 523, year, k) % Math.max(1, plain.length)];
          if (cell != null) attackAt(cell % size, Math.floor(cell / size), day(k), 1);
        }
      }
      broods.forEach((brood, k) => {
        const emerges = day(1000 + k);
        if (brood.clearedOn > 0 && brood.clearedOn < emerges) return;
        const children = hash(seed + 524, year * 10 + flight, k) % 4;
        for (let c = 0; c < children; c++) {
          const angle = between(0, 2 * Math.PI, bits, 3, c);
          const enlarges = uniform(bits, 7, c) < enlargingShare;
          const distanceM = enlarges ? cellM * Math.sqrt(brood.trees / Math.PI) : 10 * 10 ** uniform(bits, 2, c);
          attackAt(
            Math.round(brood.col + (distanceM * Math.cos(angle)) / cellM),
            Math.round(brood.row + (distanceM * Math.sin(angle)) / cellM),
            emerges,
            enlarges ? Math.max(1, brood.trees / 12) : 1,
          );
        }
      });
    });
  }
  return { ...attack, patches };
}

function clearedOn(bits: number, attackedOn: number): number {
  const chance = uniform(bits, 4);
  if (chance < 0.08) return attackedOn + Math.round(between(35, 60, bits, 5));
  if (chance > 0.58) return 0;
  const position = uniform(bits, 5) * (salvageLagDays.length - 1);
  const k = Math.floor(position);
  const [from, to] = salvageLagDays.slice(k, k + 2) as [number, number];
  return Math.round(attackedOn + from + (position - k) * (to - from));
}

function plainCells({ stands, standOf }: StandMap): number[] {
  const cells: number[] = [];
  standOf.forEach((stand, cell) => {
    if (isPlain(stands[stand])) cells.push(cell);
  });
  return cells;
}

function isPlain(stand: { readonly ground: number; readonly trap: number } | undefined): boolean {
  return stand != null && stand.ground === ground.spruce && stand.trap === 0;
}

/** Attacks the nearest living spruces around the patch's centre, within about two weeks. Returns how many. */
function attackTrees(
  { size, standOf, stands }: StandMap,
  { attackedOn, felledOn }: Pick<Attack, 'attackedOn' | 'felledOn'>,
  patch: AttackPatch,
  trees: number,
  bits: number,
): number {
  const reach = Math.ceil(2 * Math.sqrt(trees / Math.PI)) + 2;
  const found: (readonly [distance: number, cell: number])[] = [];
  for (let row = Math.max(0, patch.row - reach); row <= Math.min(size - 1, patch.row + reach); row++) {
    for (let col = Math.max(0, patch.col - reach); col <= Math.min(size - 1, patch.col + reach); col++) {
      const cell = row * size + col;
      if (attackedOn[cell] !== 0 || !isPlain(stands[standOf[cell] as number])) continue;
      const distance = Math.hypot(col - patch.col, row - patch.row) * (1 + 0.35 * gradientNoise(bits, col / 5, row / 5));
      if (distance <= reach) found.push([distance, cell]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [, cell] of found.slice(0, trees)) {
    attackedOn[cell] = patch.attackedOn + Math.round(5 * normal(bits, 6, cell));
    felledOn[cell] = patch.clearedOn;
  }
  return Math.min(trees, found.length);
}
