import type { UnitContext, UnitOutput, UnitTask } from '../../runs/unit.js';
import { opticalFamilyOf } from './optical/optical-part.js';
import { runOptical } from './run-optical.js';
import { runSimple } from './run-simple.js';
import { runEnsemble } from './sar/run-ensemble.js';

/** By the subject's sensor: the optical tests, or the SAR ensemble, or its simple form where `detector` asks for it. */
export function runFlood(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  if (isOptical(task)) return runOptical(task, context);
  return task.parameters['detector'] === 'simple' ? runSimple(task, context) : runEnsemble(task, context);
}

export function isOptical({ inputs }: UnitTask): boolean {
  const [subject] = inputs;
  return subject != null && opticalFamilyOf(subject.sensor) != null;
}
