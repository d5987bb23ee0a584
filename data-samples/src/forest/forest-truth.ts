import { dayOfAge } from './forest-calendar.js';
import { greyAgeDays, redAgeDays } from './forest-spectra.js';
import type { ForestPass } from './forest-weather.js';
import { type ForestWorld, haloPx } from './forest-world.js';
import { plumeShare } from './sky.js';
import { ground, trapKinds } from './stand-map.js';

/** Codes of the truth `state` at the end of the series (Wallonia's six; forest.md section 4). */
export const forestState = {
  healthy: 0,
  dieback: 1,
  cut: 2,
  'sanitary-cut': 3,
  'temporary-stress': 4,
  mixed: 5,
  'not-spruce': 255,
} as const;

/** What really happened, per 10 m pixel of the extent. Days since 1970-01-01, 0 = never. */
export interface ForestTruth {
  /** 1 = at least half of the pixel is in a spruce stand: the forest mask. */
  readonly spruce: Uint8Array;
  /** Share of the pixel's spruces ever attacked, %. */
  readonly attacked: Uint8Array;
  /** Half of the spruces attacked. */
  readonly onset: Uint16Array;
  readonly red: Uint16Array;
  readonly grey: Uint16Array;
  /** Half of the spruces felled (thinning takes fewer). */
  readonly cut: Uint16Array;
  /** 1 = felled because of beetles. */
  readonly sanitary: Uint8Array;
  /** `forestState` codes. */
  readonly state: Uint8Array;
  /** `trapKinds` codes, 0 = none. */
  readonly trap: Uint8Array;
}

export function forestTruth(world: ForestWorld, passes: readonly ForestPass[]): ForestTruth {
  const size = world.sizePx - 2 * haloPx;
  const length = size * size;
  const truth: ForestTruth = {
    spruce: new Uint8Array(length),
    attacked: new Uint8Array(length),
    onset: new Uint16Array(length),
    red: new Uint16Array(length),
    grey: new Uint16Array(length),
    cut: new Uint16Array(length),
    sanitary: new Uint8Array(length),
    state: new Uint8Array(length),
    trap: new Uint8Array(length),
  };
  const plumes = passes.filter(({ plume, day }) => plume && day > world.calendar.eventsFrom);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) tellPixel(world, plumes, { truth, size, row, col });
  }
  return truth;
}

interface Place {
  readonly truth: ForestTruth;
  readonly size: number;
  readonly row: number;
  readonly col: number;
}

function tellPixel(world: ForestWorld, plumes: readonly ForestPass[], place: Place): void {
  const { truth, size, row, col } = place;
  const { map, attack, calendar } = world;
  const at = row * size + col;
  const cells = cellsAt(world, row, col).filter((cell) => map.stands[map.standOf[cell] as number]?.ground === ground.spruce);
  truth.spruce[at] = cells.length >= 2 ? 1 : 0;
  if (cells.length < 2) {
    truth.state[at] = forestState['not-spruce'];
    return;
  }
  const attacked = days(cells.map((cell) => attack.attackedOn[cell] as number));
  const beetleFelled = days(cells.map((cell) => attack.felledOn[cell] as number));
  const half = Math.ceil(cells.length / 2) - 1;
  const onset = attacked[half] ?? 0;
  const cut = days(cells.map((cell) => (world.felledOn[cell] as number) || (attack.felledOn[cell] as number)))[half] ?? 0;
  truth.attacked[at] = Math.round((100 * attacked.length) / cells.length);
  truth.onset[at] = onset > calendar.toDay ? 0 : onset;
  truth.red[at] = onset === 0 ? 0 : standing(dayOfAge(calendar, onset, redAgeDays), cut);
  truth.grey[at] = onset === 0 ? 0 : standing(dayOfAge(calendar, onset, greyAgeDays), cut);
  truth.cut[at] = cut > calendar.toDay ? 0 : cut;
  // at a stand's border half the pixel may have been felled before beetles came to the rest
  truth.sanitary[at] = truth.cut[at] !== 0 && beetleFelled[half] != null && onset !== 0 && onset <= cut ? 1 : 0;
  const trap = attacked.length > 0 ? 0 : trapOf(world, plumes, place, cells);
  truth.trap[at] = trap;
  truth.state[at] = stateOf(truth, at);
}

/** The day of a stage, 0 where the tree is felled before. */
function standing(day: number, cut: number): number {
  return cut !== 0 && day >= cut ? 0 : day;
}

/** Days that are set, ascending. */
function days(values: readonly number[]): number[] {
  return values.filter((day) => day !== 0).sort((a, b) => a - b);
}

function stateOf({ onset, cut, sanitary, trap }: ForestTruth, at: number): number {
  if (cut[at] !== 0) return sanitary[at] === 1 ? forestState['sanitary-cut'] : forestState.cut;
  if (onset[at] !== 0) return forestState.dieback;
  if (trap[at] === trapKinds.drought) return forestState['temporary-stress'];
  return trap[at] === trapKinds.admixture ? forestState.mixed : forestState.healthy;
}

/** The stand's own trap, else that of the neighbourhood or the sky. */
function trapOf(world: ForestWorld, plumes: readonly ForestPass[], { size, row, col }: Place, cells: readonly number[]): number {
  const { map } = world;
  const own = Math.max(...cells.map((cell) => map.stands[map.standOf[cell] as number]?.trap ?? 0));
  if (own === trapKinds.admixture && cells.every((cell) => world.ground[cell] === ground.spruce)) return 0;
  if (own !== 0) return own;
  for (const [dr, dc] of [
    [0, 0],
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ] as const) {
    if (cellsAt(world, row + dr, col + dc).some((cell) => world.ground[cell] === ground.arable)) return trapKinds['ploughed-edge'];
  }
  const smoky = plumes.some((pass) => plumeShare(pass, size / 2, Math.floor(col / 2), Math.floor(row / 2)) > 0.03);
  return smoky ? trapKinds.smoke : 0;
}

/** The four cells of a pixel of the extent; its halo may be asked for too. */
function cellsAt({ map }: ForestWorld, row: number, col: number): number[] {
  const first = 2 * (row + haloPx) * map.size + 2 * (col + haloPx);
  return [first, first + 1, first + map.size, first + map.size + 1];
}
