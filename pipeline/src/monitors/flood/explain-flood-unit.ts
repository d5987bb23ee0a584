import type { ExplainContext, Explanation, Place, UnitTask } from '../../runs/unit.js';
import { explainOptical } from './optical/explain-optical.js';
import { isOptical } from './run-flood.js';
import { explainFlood } from './sar/explain-flood.js';

/** By the subject's sensor. */
export function explainFloodUnit(task: UnitTask, place: Place, context: ExplainContext): Promise<Explanation | null> {
  return isOptical(task) ? explainOptical(task, place, context) : explainFlood(task, place, context);
}
