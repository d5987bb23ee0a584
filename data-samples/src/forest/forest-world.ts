import { between, hash, normal, uniform } from '../land/noise.js';
import { psfRadius } from '../optical/point-spread.js';
import { type Attack, growSpots } from './beetle-generations.js';
import { dayOf, type ForestCalendar } from './forest-calendar.js';
import { ground, makeStandMap, type StandMap, trapKinds } from './stand-map.js';

/** Pixels around the extent that the sensor's response reaches into; even: 20 m pixels stay whole. */
export const haloPx = psfRadius;

/** What grows where and what becomes of it: a mosaic of cells of 5 m, 2 × 2 to a pixel. Everything follows from the seed. */
export interface ForestWorld {
  readonly seed: number;
  readonly calendar: ForestCalendar;
  /** Pixels along a side, halo included. */
  readonly sizePx: number;
  readonly map: StandMap;
  /** `ground` code per cell; admixed broadleaves are single cells. */
  readonly ground: Uint8Array;
  readonly attack: Attack;
  /** Felling that beetles did not cause; 0 = never. */
  readonly felledOn: Uint16Array;
  /** Day of the storm; the trees lie until they are felled. 0 = never. */
  readonly thrownOn: Uint16Array;
  /** Per stand: how strong and when. */
  readonly droughts: readonly Drought[];
  readonly floods: readonly Flood[];
}

/** Drying over a month, recovering over a month. */
export interface Drought {
  readonly from: number;
  readonly to: number;
  /** Share of red attack that the needles look like at most. */
  readonly strength: number;
}

/** Water and wet ground between the trees. */
export interface Flood {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

export function makeForestWorld(seed: number, extentPx: number, calendar: ForestCalendar): ForestWorld {
  const sizePx = extentPx + 2 * haloPx;
  const size = 2 * sizePx;
  const map = makeStandMap(seed, size);
  const attack = growSpots(seed, map, calendar);
  const world = {
    seed,
    calendar,
    sizePx,
    map,
    attack,
    ground: new Uint8Array(size * size),
    felledOn: new Uint16Array(size * size),
    thrownOn: new Uint16Array(size * size),
    droughts: map.stands.map(({ number }) => droughtOf(seed, number, calendar)),
    floods: map.stands.map(({ number }) => floodOf(seed, number, calendar)),
  };
  for (let cell = 0; cell < size * size; cell++) settleCell(world, cell);
  return world;
}

/** Sets what the stand's trap does to a cell. */
function settleCell(world: ForestWorld, cell: number): void {
  const { seed, map, calendar } = world;
  const stand = map.stands[map.standOf[cell] as number];
  if (stand == null) return;
  const chance = uniform(seed + 541, cell);
  const last = calendar.years.at(-1) as number;
  const first = calendar.years[0] as number;
  const when = (from: number, to: number): number => clampDay(calendar, Math.round(between(from, to, seed + 542, stand.number)));
  world.ground[cell] = stand.ground;
  switch (stand.trap) {
    case trapKinds.thinning:
      if (chance < 0.25) world.felledOn[cell] = when(dayOf(first, 8, 1), dayOf(last, 3, 1));
      break;
    case trapKinds['planned-cut']:
      world.felledOn[cell] = when(dayOf(first, 6, 1), dayOf(last, 5, 1));
      break;
    case trapKinds['wind-throw']: {
      if (normal(seed + 543, Math.floor(cell / map.size / 6), Math.floor((cell % map.size) / 6)) < -0.4) break;
      const storm = when(dayOf(last, 1, 20), dayOf(last, 3, 1));
      world.thrownOn[cell] = storm;
      world.felledOn[cell] = Math.min(calendar.toDay, storm + 30 + (hash(seed + 544, stand.number) % 110));
      break;
    }
    case trapKinds.admixture:
      if (chance < between(0.2, 0.45, seed + 545, stand.number)) world.ground[cell] = ground.deciduous;
      break;
    case trapKinds.quarry:
      world.felledOn[cell] = when(dayOf(first, 7, 1), dayOf(last, 4, 1));
      break;
  }
}

function clampDay({ eventsFrom, toDay }: ForestCalendar, day: number): number {
  return Math.min(toDay - 40, Math.max(eventsFrom, day));
}

/** The first summer with events is dry as 2018 was; every third drought stand suffers in the second instead. */
function droughtOf(seed: number, number: number, { years, eventsFrom }: ForestCalendar): Drought {
  const dry = years.filter((year) => dayOf(year, 7, 1) > eventsFrom);
  const year = (hash(seed + 551, number) % 3 === 0 ? dry[1] : null) ?? (dry[0] as number);
  const from = dayOf(year, 6, 25) + Math.round(8 * normal(seed + 552, number));
  return { from, to: from + Math.round(between(60, 95, seed + 553, number)), strength: between(0.5, 1, seed + 554, number) };
}

function floodOf(seed: number, number: number, { years }: ForestCalendar): Flood {
  const year = years[hash(seed + 561, number) % years.length] as number;
  const from = dayOf(year, 3, 15) + Math.round(between(0, 150, seed + 562, number));
  return { from, to: from + Math.round(between(25, 60, seed + 563, number)), share: between(0.12, 0.3, seed + 564, number) };
}

/** How much of its strength a drought shows on a day, 0 … 1. */
export function droughtShare({ from, to }: Drought, day: number): number {
  return Math.max(0, Math.min(1, (day - from) / 25, (to - day) / 25));
}
