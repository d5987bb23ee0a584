import { harmonicTerms } from './harmonic.js';
import { predicted } from './predicted.js';
import type { SeriesRules } from './series-rules.js';

/** Simulated mixed stands (20–45 % deciduous) rise by 0.13 ± 0.03 from July to winter against the pooled spruce, pure ones fall by 0.04 ± 0.03. */
const winterExcess = 0.075;
/** 15 November and 15 January: leaves are off. 15 July. */
const [autumnTerms, winterTerms, summerTerms] = [harmonicTerms(18_215), harmonicTerms(17_911), harmonicTerms(18_092)];

/** Winter stress and normal summer against the pooled forest, as Gilles et al. 2024 tell mixed stands. Only for the index of the pooled model. */
export function isMixedStand(coefficients: Float32Array, i: number, rules: SeriesRules): boolean {
  if (rules.mode !== 'landsicht' || rules.index !== 'crswir') return false;
  const pooled = pooledValues(rules);
  const autumn = predicted(coefficients, i, autumnTerms) - pooled.autumn;
  const winter = predicted(coefficients, i, winterTerms) - pooled.winter;
  return (autumn + winter) / 2 - (predicted(coefficients, i, summerTerms) - pooled.summer) > winterExcess;
}

interface PooledValues {
  readonly autumn: number;
  readonly winter: number;
  readonly summer: number;
}

/** Asked for every pixel of a tile, and always of the same rules. */
const pooledOfRules = new WeakMap<SeriesRules, PooledValues>();

function pooledValues(rules: SeriesRules): PooledValues {
  const known = pooledOfRules.get(rules);
  if (known != null) return known;
  const model = Float32Array.from(rules.pooledModel);
  const values = {
    autumn: predicted(model, 0, autumnTerms),
    winter: predicted(model, 0, winterTerms),
    summer: predicted(model, 0, summerTerms),
  };
  pooledOfRules.set(rules, values);
  return values;
}
