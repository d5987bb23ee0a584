import { maskReasons } from '@landsicht/core';
import { events, stages } from './pixel-columns.js';
import { monthOf } from './season.js';
import type { SeriesRules } from './series-rules.js';
import type { SeriesDate } from './series-types.js';
import type { StateParts } from './state-parts.js';
import { bandOf, bareGroundCode, soilForGood } from './strip-mask.js';
import type { IndexDate } from './train-pixels.js';
import { type VegetationIndex, vegetationIndices } from './vegetation-index.js';

const [haze, defective] = [maskReasons.haze.code, maskReasons.defective.code];
/** Haze by blue − red / 2 (HOT, Zhang et al. 2002): conifers 54 to 80, the hazy spectrum of forest.md 9 has 123. */
const hazeTest = { most: 150, mostAboveNormal: 60 } as const;
const regrowthDates = 3;

/** Index and mask of the forest pixels of a date; follows their bare ground on the way. */
export function observeForest(date: SeriesDate, mask: Uint8Array, parts: StateParts, rules: SeriesRules): IndexDate {
  const { pixels, columns, soil } = parts;
  const { epochDay } = date;
  const own = rules.mode === 'landsicht';
  const formula: VegetationIndex = vegetationIndices[rules.index];
  const [a, b, c] = formula.bands.map((band) => bandOf(date, band)) as [Float32Array, Float32Array, Float32Array?];
  const [blue, red, nir08] = own ? [bandOf(date, 'blue'), bandOf(date, 'red'), bandOf(date, 'nir08')] : [a, a, a];
  const index = new Float32Array(pixels.length);
  const masked = new Uint8Array(pixels.length);
  const hazes = own ? new Float32Array(pixels.length) : null;
  const browning = own ? new Float32Array(pixels.length) : null;
  const growing = own && monthOf(epochDay) >= 5 && monthOf(epochDay) <= 9;
  for (let i = 0; i < pixels.length; i++) {
    const o = pixels[i] as number;
    let code = mask[o] as number;
    if (code === bareGroundCode) {
      if (columns.firstSoilDay[i] === 0 || soil[o] === 1) columns.firstSoilDay[i] = epochDay;
      if (own) {
        columns.lastClearDay[i] = epochDay;
        if (soil[o] === 2 && epochDay - (columns.firstSoilDay[i] as number) >= rules.cutSpanDays) soil[o] = soilForGood;
        if (growing && soil[o] === soilForGood) followRegrowth(date, o, i, parts, rules);
      }
    } else if (code === 0) {
      const value = formula.valueOf(a[o] as number, b[o] as number, c == null ? 0 : (c[o] as number));
      if (Number.isFinite(value)) index[i] = value;
      else code = defective;
      if (hazes != null && browning != null) {
        const hot = (blue[o] as number) - (red[o] as number) / 2;
        hazes[i] = hot;
        browning[i] = ((red[o] as number) - (blue[o] as number)) / Math.max(1, nir08[o] as number);
        const normal = columns.stage[i] === stages.modelled ? (columns.haze[i] as number) + hazeTest.mostAboveNormal : hazeTest.most;
        if (code === 0 && hot > normal) code = haze;
      }
    }
    masked[i] = code;
  }
  return { epochDay, index, masked, haze: hazes, browning };
}

/** A cut that is green on several clear dates of the growing season grows again. */
function followRegrowth(date: SeriesDate, o: number, i: number, { columns }: StateParts, rules: SeriesRules): void {
  const [nir, red] = [bandOf(date, 'nir')[o] as number, bandOf(date, 'red')[o] as number];
  const run = nir - red >= rules.regrowthNdvi * (nir + red) ? (columns.regrowthRun[i] as number) + 1 : 0;
  columns.regrowthRun[i] = Math.min(run, 255);
  if (run >= regrowthDates) columns.history[i] = (columns.history[i] as number) | events.regrowth;
}
