import { maskReasons } from '@landsicht/core';
import { damagePercent } from './damage-probability.js';
import { isMixedStand } from './mixed-stand.js';
import { events, type PixelColumns, stages } from './pixel-columns.js';
import type { SeriesRules } from './series-rules.js';
import type { SeriesAnswers } from './series-types.js';
import { stateCodes, tierCodes } from './state-codes.js';
import type { StateParts } from './state-parts.js';
import { causes, causesAround } from './stress-around.js';
import { stressIndex } from './stress-index.js';
import { soilForGood } from './strip-mask.js';

const doubtDates = 2;

/** What the pixels say after their last date. */
export function answersOf(parts: StateParts, rules: SeriesRules): SeriesAnswers {
  const { pixels, columns, soil, lastDay } = parts;
  const count = pixels.length;
  const answers = {
    state: new Uint8Array(count),
    tier: new Uint8Array(count),
    firstAnomalyDay: new Uint16Array(count),
    confirmedDay: new Uint16Array(count),
    clearedDay: new Uint16Array(count),
    confidencePercent: new Uint8Array(count).fill(255),
    observations: new Uint16Array(count),
    lastClearDay: columns.lastClearDay.slice(),
    reason: new Uint8Array(count),
  };
  const { stage, stressed, run, periods } = columns;
  const around = rules.mode === 'landsicht' ? causesAround(parts, rules.maxTemporaryDays) : null;
  for (let i = 0; i < count; i++) {
    const modelled = stage[i] === stages.modelled && !(rules.mode === 'fordead' && (periods[i] as number) >= rules.maxStressPeriods + 1);
    const bare = soil[pixels[i] as number] === soilForGood;
    // two healthy dates of the growing season in a row: dead trees have none, so the finding is open again until it returns or lasts;
    // open is also what drought or a felling beside it explains
    const cause = around?.[i] ?? causes.none;
    const healthyAgain = !bare && (run[i] as number) >= doubtDates;
    const explained = cause === causes.cutEdge || (cause === causes.standWide && !bare);
    const doubted = around != null && stressed[i] === 1 && (healthyAgain || explained);
    // an attack whose trees fell before the third date is cleared damage, too
    const damaged = modelled && !doubted && (stressed[i] === 1 || (bare && rules.mode === 'landsicht' && (run[i] as number) >= 2));
    const suspected = modelled && !damaged && !bare && (doubted || (run[i] as number) > 0);
    if (modelled) answers.observations[i] = columns.observations[i] as number;
    else answers.reason[i] = bare ? 0 : maskReasons['low-coverage'].code;
    answers.state[i] = bare ? cutState(columns, i, damaged) : modelled ? standingState(columns, i, rules, doubted) : stateCodes.notModelled;
    if (bare) answers.clearedDay[i] = columns.firstSoilDay[i] as number;
    if (damaged) {
      answers.tier[i] = bare ? tierCodes.cleared : tierCodes.confirmed;
      answers.firstAnomalyDay[i] = (stressed[i] === 1 ? columns.firstAnomalyDay[i] : columns.runStartDay[i]) as number;
      answers.confirmedDay[i] = columns.confirmedDay[i] as number;
    } else if (suspected) {
      answers.tier[i] = tierCodes.suspected;
      answers.firstAnomalyDay[i] = (doubted ? columns.firstAnomalyDay[i] : columns.runStartDay[i]) as number;
    } else answers.tier[i] = modelled || bare ? tierCodes.none : tierCodes.notModelled;
    if (modelled) answers.confidencePercent[i] = damagePercent(columns, i, rules, lastDay, cause !== causes.none);
  }
  return answers;
}

function cutState({ history }: PixelColumns, i: number, damaged: boolean): number {
  const green = ((history[i] ?? 0) & events.regrowth) !== 0;
  if (damaged) return green ? stateCodes.sanitaryCutRegrowth : stateCodes.sanitaryCut;
  return green ? stateCodes.cutRegrowth : stateCodes.cut;
}

function standingState(columns: PixelColumns, i: number, rules: SeriesRules, doubted: boolean): number {
  if (doubted) return stateCodes.temporaryStress;
  if (columns.stressed[i] === 1) return diebackState(columns, i, rules);
  const happened = columns.history[i] ?? 0;
  if ((happened & events.temporaryStress) !== 0) return stateCodes.temporaryStress;
  return (happened & events.mixed) !== 0 || isMixedStand(columns.coefficients, i, rules) ? stateCodes.mixed : stateCodes.healthy;
}

/** FORDEAD's confidence classes; a period of three dates is never more than low. */
function diebackState(columns: PixelColumns, i: number, rules: SeriesRules): number {
  const index = stressIndex(columns, i, rules);
  if (columns.stressDates[i] === 3 || index < rules.mediumStress) return stateCodes.diebackLow;
  return index < rules.strongStress ? stateCodes.diebackMedium : stateCodes.diebackStrong;
}
