import type { UnitContext, UnitOutput, UnitTask } from '../../runs/unit.js';
import { runSimple } from './run-simple.js';
import { runEnsemble } from './sar/run-ensemble.js';

/** The SAR ensemble, or the simple form where `detector` asks for it. */
export function runFlood(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  return task.parameters['detector'] === 'simple' ? runSimple(task, context) : runEnsemble(task, context);
}
