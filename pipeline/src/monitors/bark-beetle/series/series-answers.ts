import { maskReasons } from '@landsicht/core';
import { BoxSums } from './box-sums.js';
import { DamageOdds, fordeadPercent } from './damage-probability.js';
import { isMixedStand } from './mixed-stand.js';
import { events, type PixelColumns, stages } from './pixel-columns.js';
import type { SeriesRules } from './series-rules.js';
import type { SeriesAnswers } from './series-types.js';
import { stateCodes, tierCodes } from './state-codes.js';
import type { StateParts } from './state-parts.js';
import { stressIndex } from './stress-index.js';
import { soilForGood } from './strip-mask.js';
import { surroundingsOf } from './surroundings.js';

/** An attack whose trees fell before it was confirmed needs so many anomalies to be cleared damage. */
const clearedAnomalies = 2;
/** Enough where trees are gone, which show nothing more; and for a stress beside confirmed damage: spots are compact. */
const [clearedPercent, besidePercent] = [50, 65] as const;

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
  const { stressed, run } = columns;
  const damage = rules.mode === 'landsicht' ? new DamageOdds(columns, rules, { around: surroundingsOf(parts), lastDay }) : null;
  const { confidencePercent } = answers;
  for (let i = 0; i < count; i++) {
    if (isModelled(columns, i, rules)) confidencePercent[i] = damage?.percent(i) ?? fordeadPercent(columns, i, rules);
  }
  const isBeside = damage == null ? null : besideConfirmed(parts, confidencePercent, rules.confirmPercent);
  for (let i = 0; i < count; i++) {
    const leafless = isLeafless(columns, i);
    const modelled = isModelled(columns, i, rules);
    const bare = soil[pixels[i] as number] === soilForGood && !leafless;
    const percent = confidencePercent[i] as number;
    // repeated evidence confirms; what healthy dates, drought, felling or thinning explain as well stays open
    const isLikely = damage == null || percent >= (bare ? clearedPercent : isBeside?.[i] === 1 ? besidePercent : rules.confirmPercent);
    const doubted = stressed[i] === 1 && !isLikely;
    const fellUnconfirmed = bare && damage != null && (run[i] as number) >= clearedAnomalies && isLikely;
    const damaged = modelled && !doubted && (stressed[i] === 1 || fellUnconfirmed);
    const isSuspect = damage == null || percent >= rules.suspectPercent;
    const suspected = modelled && !damaged && !bare && isSuspect && (doubted || (run[i] as number) > 0);
    if (modelled) answers.observations[i] = columns.observations[i] as number;
    else if (!bare) answers.reason[i] = maskReasons[leafless ? 'leaf-off' : 'low-coverage'].code;
    if (bare) answers.state[i] = cutState(columns, i, damaged);
    else if (leafless) answers.state[i] = stateCodes.mixed;
    else answers.state[i] = modelled ? standingState(columns, i, rules, doubted) : stateCodes.notModelled;
    if (bare) answers.clearedDay[i] = columns.firstSoilDay[i] as number;
    if (damaged) {
      answers.tier[i] = bare ? tierCodes.cleared : tierCodes.confirmed;
      answers.firstAnomalyDay[i] = (stressed[i] === 1 ? columns.firstAnomalyDay[i] : columns.runStartDay[i]) as number;
      answers.confirmedDay[i] = columns.confirmedDay[i] as number;
    } else if (suspected) {
      answers.tier[i] = tierCodes.suspected;
      answers.firstAnomalyDay[i] = (doubted ? columns.firstAnomalyDay[i] : columns.runStartDay[i]) as number;
    } else answers.tier[i] = modelled || bare || leafless ? tierCodes.none : tierCodes.notModelled;
  }
  return answers;
}

function isModelled(columns: PixelColumns, i: number, { mode, maxStressPeriods }: SeriesRules): boolean {
  const overStressed = mode === 'fordead' && (columns.periods[i] as number) >= maxStressPeriods + 1;
  return columns.stage[i] === stages.modelled && !overStressed && !isLeafless(columns, i);
}

/** 1 = one of the eight neighbours stands under a stress that is likely enough to be confirmed. */
function besideConfirmed({ pixels, columns, soil, width }: StateParts, percents: Uint8Array, least: number): Uint8Array {
  const found = new Uint8Array(pixels.length);
  if (width === 0) return found;
  const sure = new Uint8Array(soil.length);
  for (let i = 0; i < pixels.length; i++) {
    if (columns.stressed[i] === 1 && (percents[i] as number) >= least && percents[i] !== 255) sure[pixels[i] as number] = 1;
  }
  const sums = new BoxSums(sure, width);
  for (let i = 0; i < pixels.length; i++) if (columns.stressed[i] === 1 && sums.around(pixels[i] as number, 1) > 0) found[i] = 1;
  return found;
}

/** Bare in winters only, green in the growing seasons between. */
function isLeafless({ history }: PixelColumns, i: number): boolean {
  return ((history[i] ?? 0) & (events.leafless | events.bareSummer)) === events.leafless;
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
