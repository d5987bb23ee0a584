import { type MaskReason, maskReasons } from '@landsicht/core';
import { floodCodes, floodInfo } from './info.js';
import { dswxClasses } from './optical/dswx-classes.js';

type Palette = Readonly<Record<number, string>>;

const transparent = '#ffffff00';
const colorOf = (id: string) => floodInfo.classes.find((kind) => kind.id === id)?.color ?? '#000000';
const notObserved = { [floodCodes.notObserved]: colorOf('not-observed') };

const otherReason = '#9e9e9e';
/** Greys: the sky; blues: water in the way; reds and greens: land cover; browns: terrain; violet: too little data. */
const reasonColors: Readonly<Partial<Record<MaskReason, string>>> = {
  nodata: otherReason,
  defective: '#616161',
  cloud: '#cfd8dc',
  cirrus: '#e1e8ec',
  'cloud-shadow': '#546e7a',
  'cloud-adjacent': '#90a4ae',
  haze: '#b0bec5',
  snow: '#b3e5fc',
  'terrain-shadow': '#3e2723',
  'border-noise': '#757575',
  layover: '#a1887f',
  'radar-shadow': '#5d4037',
  steep: '#8d6e63',
  urban: '#b71c1c',
  'dense-vegetation': '#1b5e20',
  'low-coverage': '#7e57c2',
  wind: '#00838f',
  'outside-area': '#eeeeee',
};

/** White over light blue to the monitor's own blue at 100 %. */
function likelihoodRamp(): Palette {
  const mix = (from: number, to: number, percent: number) => Math.round(from + ((to - from) * percent) / 100);
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(floodInfo.color.slice(at, at + 2), 16)) as [number, number, number];
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  const ramp = Array.from(
    { length: 101 },
    (_, p) => [p, `#${hex(mix(240, red, p))}${hex(mix(248, green, p))}${hex(mix(255, blue, p))}`] as const,
  );
  return { ...Object.fromEntries(ramp), 0: transparent };
}

/** Colour tables of the COGs, the same colours as on the desk where it has any for the codes. */
export const layerPalettes = {
  flood: Object.fromEntries(floodInfo.classes.map(({ code, color }) => [code, color])),
  water: { [floodCodes.dry]: transparent, 1: colorOf('water'), ...notObserved },
  likelihood: { ...likelihoodRamp(), ...notObserved },
  reference: { 0: transparent, 1: colorOf('reference'), ...notObserved },
  exclusion: {
    0: transparent,
    ...Object.fromEntries(Object.entries(maskReasons).map(([id, { code }]) => [code, reasonColors[id as MaskReason] ?? otherReason])),
  },
  dswx: { ...Object.fromEntries(dswxClasses.map(({ code, color }) => [code, color])), ...notObserved },
} as const satisfies Readonly<Record<string, Palette>>;
