import type { UnitTask } from '../../runs/unit.js';
import { everywhere, type ForestMask, openForestMask } from './forest-mask.js';
import type { BeetleSeries } from './open-series.js';

/** The forest mask that a unit was given; the caller closes it. */
export async function forestOf(task: UnitTask, { grid }: BeetleSeries): Promise<ForestMask> {
  const path = String(task.parameters['forestMask'] ?? '');
  return path === '' ? everywhere(grid) : openForestMask(path, grid, Number(task.parameters['forestMaskAbove']));
}
