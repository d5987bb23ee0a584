/** Terms of the model of the normal year: 1, sin ωt, cos ωt, sin 2ωt, cos 2ωt (FORDEAD 1.11.4, model_vegetation_index.py). */
export const termCount = 5;

/** 2015-01-01, day 0 of the model. */
const originDay = 16_436;
const omega = (2 * Math.PI) / 365.25;

export function harmonicTerms(epochDay: number): Float64Array {
  const angle = omega * (epochDay - originDay);
  return Float64Array.of(1, Math.sin(angle), Math.cos(angle), Math.sin(2 * angle), Math.cos(2 * angle));
}
