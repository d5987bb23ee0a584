import { gradientNoise, normal, uniform } from '../land/noise.js';
import { effectiveAge } from './forest-calendar.js';
import {
  arableOf,
  attackedAt,
  bandCount,
  deciduousOf,
  felledAt,
  freshCut,
  grassOf,
  mix,
  regrowthOf,
  rock,
  type Spectrum,
  seasonOf,
  shadowLight,
  snow,
  stages,
  thinnedAt,
  water,
} from './forest-spectra.js';
import type { ForestPass } from './forest-weather.js';
import { droughtShare, type ForestWorld } from './forest-world.js';
import { ground, trapKinds } from './stand-map.js';

/** The landscape's reflectance on a day, without atmosphere and sensor. */
export class ForestSurface {
  private readonly world: ForestWorld;
  /** Index of the one spectrum of all four cells (stand, or stands + ground code); −1 where they differ or change. */
  private readonly uniformOf: Int32Array;
  /** Lasting differences between pixels: brightness, SWIR level, how strong the seasons are. */
  private readonly bright: Float32Array;
  private readonly swir: Float32Array;
  private readonly amplitude: Float32Array;
  private readonly out: Float32Array;

  constructor(world: ForestWorld) {
    this.world = world;
    const { sizePx, seed, map } = world;
    const length = sizePx * sizePx;
    this.uniformOf = new Int32Array(length);
    this.bright = new Float32Array(length);
    this.swir = new Float32Array(length);
    this.amplitude = new Float32Array(length);
    this.out = new Float32Array(length * bandCount);
    for (let px = 0; px < length; px++) {
      this.uniformOf[px] = this.uniformIn(px);
      const [col, row] = [px % sizePx, Math.floor(px / sizePx)];
      const stand = map.standOf[2 * row * map.size + 2 * col] as number;
      this.bright[px] =
        1 + 0.05 * normal(seed + 581, stand) + 0.1 * gradientNoise(seed + 582, col / 4, row / 4) + 0.02 * normal(seed + 583, px);
      this.swir[px] =
        1 + 0.03 * normal(seed + 584, stand) + 0.05 * gradientNoise(seed + 585, col / 5, row / 5) + 0.01 * normal(seed + 586, px);
      this.amplitude[px] = 0.03 * normal(seed + 587, stand) + 0.06 * gradientNoise(seed + 588, col / 5, row / 5);
    }
  }

  /** Bands interleaved, sizePx × sizePx with halo; used again by the next call. */
  render(pass: ForestPass): Float32Array {
    const { sizePx } = this.world;
    const light = this.lightOf(pass);
    const spectrum = new Float64Array(bandCount);
    const { out } = this;
    const winter = Math.cos((2 * Math.PI * (pass.doy - 20)) / 365.25);
    for (let px = 0; px < sizePx * sizePx; px++) {
      const same = this.uniformOf[px] as number;
      if (same >= 0) spectrum.set(light.spectra[same] as Spectrum);
      else this.mixCells(px, pass, light, spectrum);
      const bright = this.bright[px] as number;
      const swir = (this.swir[px] as number) + (this.amplitude[px] as number) * winter;
      const snowShare = pass.snowShare === 0 ? 0 : this.snowShareAt(px, pass);
      for (let b = 0; b < bandCount; b++) {
        const value = (spectrum[b] as number) * bright * (b === 8 ? swir : b === 9 ? 0.5 + 0.5 * swir : 1);
        out[px * bandCount + b] = value + snowShare * ((snow[b] as number) - value);
      }
    }
    return out;
  }

  /** Cells of a pixel, row-major. */
  private cellsOf(px: number): readonly [number, number, number, number] {
    const { sizePx, map } = this.world;
    const first = 2 * Math.floor(px / sizePx) * map.size + 2 * (px % sizePx);
    return [first, first + 1, first + map.size, first + map.size + 1];
  }

  private uniformIn(px: number): number {
    const { world } = this;
    const { map, attack } = world;
    const cells = this.cellsOf(px);
    const [first] = cells;
    const stand = map.standOf[first] as number;
    const kind = world.ground[first] as number;
    for (const cell of cells) {
      if (world.ground[cell] !== kind || (kind === ground.spruce && map.standOf[cell] !== stand)) return -1;
      if (attack.attackedOn[cell] !== 0 || world.felledOn[cell] !== 0 || world.thrownOn[cell] !== 0) return -1;
    }
    return kind === ground.spruce ? stand : map.stands.length + kind;
  }

  /** Crowns shed snow: a third of it, unevenly. */
  private snowShareAt(px: number, { seed, snowShare }: ForestPass): number {
    const { world } = this;
    const [first] = this.cellsOf(px);
    const { sizePx } = world;
    const patch = Math.max(0, 0.6 + 0.9 * gradientNoise(seed, (px % sizePx) / 12, Math.floor(px / sizePx) / 12));
    return Math.min(1, snowShare * patch * (world.ground[first] === ground.spruce && world.felledOn[first] === 0 ? 0.3 : 1.4));
  }

  private lightOf(pass: ForestPass): Light {
    const { world } = this;
    const { day, doy } = pass;
    const season = seasonOf(doy);
    const seasonal = (summer: Spectrum): number[] => summer.map((value, b) => value * (season[b] as number));
    const healthy = seasonal(stages.healthy);
    const dry = seasonal(stages.red);
    const wholeLand = 0.1 * droughtShare(commonDrought(world), day);
    const lit = 0.72 + 0.28 * Math.cos((2 * Math.PI * (doy - 172)) / 365.25);
    const ofStand = world.map.stands.map(({ number, trap }) => {
      const drought = world.droughts[number];
      const stress = trap === trapKinds.drought && drought != null ? drought.strength * droughtShare(drought, day) : 0;
      const canopy = mix(healthy, dry, Math.max(stress, wholeLand));
      const flood = world.floods[number];
      if (trap === trapKinds['wet-soil'] && flood != null && day >= flood.from && day <= flood.to) return mix(canopy, water, flood.share);
      if (trap === trapKinds['north-slope']) return canopy.map((v, b) => v * (lit + (1 - lit) * 0.4 * (shadowLight[b] as number)));
      return canopy;
    });
    const ofGround = [healthy, deciduousOf(doy), arableOf(doy), grassOf(doy), [...rock], [...water]];
    return { spectra: [...ofStand, ...ofGround], season, seasonal, regrowth: regrowthOf(doy), attacked: [], felled: [] };
  }

  private mixCells(px: number, pass: ForestPass, light: Light, into: Float64Array): void {
    into.fill(0);
    for (const cell of this.cellsOf(px)) {
      const spectrum = this.cellSpectrum(cell, pass.day, light);
      for (let b = 0; b < bandCount; b++) into[b] = (into[b] as number) + 0.25 * (spectrum[b] as number);
    }
  }

  private cellSpectrum(cell: number, day: number, light: Light): Spectrum {
    const { world } = this;
    const { map, attack, calendar } = world;
    const kind = world.ground[cell] as number;
    const stand = map.standOf[cell] as number;
    if (kind !== ground.spruce) return light.spectra[map.stands.length + kind] as Spectrum;
    const felled = (world.felledOn[cell] as number) || (attack.felledOn[cell] as number);
    if (felled !== 0 && day >= felled) {
      const trap = map.stands[stand]?.trap;
      if (trap === trapKinds.quarry) return rock;
      if (trap === trapKinds.thinning) return thinnedAt(day - felled, light.season, light.regrowth);
      light.felled[day - felled] ??= felledAt(day - felled, light.regrowth);
      return light.felled[day - felled] as Spectrum;
    }
    const thrown = world.thrownOn[cell] as number;
    if (thrown !== 0 && day >= thrown) return mix(light.seasonal(stages.grey), freshCut, 0.5);
    const attacked = attack.attackedOn[cell] as number;
    if (attacked === 0 || day <= attacked) return light.spectra[stand] as Spectrum;
    const age = Math.round(effectiveAge(calendar, attacked, day) * (0.85 + 0.3 * uniform(world.seed + 589, cell)));
    light.attacked[age] ??= light.seasonal(attackedAt(age));
    return light.attacked[age] as Spectrum;
  }
}

/** Spectra of a day. */
interface Light {
  /** By stand, then by `ground` code. */
  readonly spectra: readonly Spectrum[];
  readonly season: Spectrum;
  readonly seasonal: (summer: Spectrum) => number[];
  readonly regrowth: Spectrum;
  /** By age in days, made when first asked for. */
  readonly attacked: Spectrum[];
  readonly felled: Spectrum[];
}

/** All stands suffer a little in the first dry summer. */
function commonDrought({ droughts }: ForestWorld): { from: number; to: number; strength: number } {
  const first = Math.min(...droughts.map(({ from }) => from));
  return { from: first + 15, to: first + 85, strength: 1 };
}
