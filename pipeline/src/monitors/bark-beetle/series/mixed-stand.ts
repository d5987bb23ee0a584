import { harmonicTerms } from './harmonic.js';
import { predicted } from './predicted.js';
import type { SeriesRules } from './series-rules.js';

/** Simulated mixed stands (20–45 % deciduous) rise by 0.13 ± 0.03 from July to winter against the pooled spruce, pure ones fall by 0.04 ± 0.03. */
const winterExcess = 0.075;
/** 15 November and 15 January: leaves are off. 15 July. */
const [autumnTerms, winterTerms, summerTerms] = [harmonicTerms(18_215), harmonicTerms(17_911), harmonicTerms(18_092)];

/** Winter stress and normal summer against the pooled forest, as Gilles et al. 2024 tell mixed stands. Only for the index of the pooled model. */
export function isMixedStand(coefficients: Float32Array, i: number, { mode, index, pooledModel }: SeriesRules): boolean {
  if (mode !== 'landsicht' || index !== 'crswir') return false;
  const pooled = Float32Array.from(pooledModel);
  const excess = (terms: Float64Array): number => predicted(coefficients, i, terms) - predicted(pooled, 0, terms);
  return (excess(autumnTerms) + excess(winterTerms)) / 2 - excess(summerTerms) > winterExcess;
}
