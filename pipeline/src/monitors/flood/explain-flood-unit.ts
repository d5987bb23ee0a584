import type { ExplainContext, Explanation, Place, ToldExplanation, UnitTask } from '../../runs/unit.js';
import { explainOptical } from './optical/explain-optical.js';
import { isOpticalExplanation, tellOpticalExplanation } from './optical/tell-optical.js';
import { isOptical } from './run-flood.js';
import { explainFlood } from './sar/explain-flood.js';
import { tellFloodExplanation } from './sar/tell-explanation.js';

/** By the subject's sensor. */
export function explainFloodUnit(task: UnitTask, place: Place, context: ExplainContext): Promise<Explanation | null> {
  return isOptical(task) ? explainOptical(task, place, context) : explainFlood(task, place, context);
}

export function tellFloodUnit(explanation: Explanation): ToldExplanation {
  return isOpticalExplanation(explanation) ? tellOpticalExplanation(explanation) : tellFloodExplanation(explanation);
}
