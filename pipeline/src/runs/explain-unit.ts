import { dirname, join } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import { catalogueItem } from './catalogue-item.js';
import { planRun } from './plan-run.js';
import type { ExplainContext, Explanation, Manifest, MonitorModule, Place, ToldExplanation, UnitInput, UnitTask } from './unit.js';
import { unitKey } from './unit-key.js';
import { modelsDirBeside } from './workspace.js';

export interface ExplainRequest {
  readonly manifest: Manifest;
  readonly place: Place;
  /** Where the items of the scenes lie. */
  readonly catalogueDir: string;
}

export interface UnitExplanation {
  readonly explanation: Explanation;
  readonly told: ToldExplanation;
}

/**
 * Why a finished unit says what it says at a place, computed again from its scenes; null where it does not cover it. `not-found` where
 * the scenes are gone or changed, or this program is of another version: then the answer would be about something else.
 */
export async function explainUnit(
  { manifest, place, catalogueDir }: ExplainRequest,
  monitor: MonitorModule | null,
  context: ExplainContext,
): Promise<UnitExplanation | null> {
  const { id, version } = manifest.monitor;
  if (monitor?.explain == null || monitor.tellExplanation == null)
    throw new LandsichtError('not-found', `Results of ${id} cannot be explained place by place`);
  if (monitor.info.version !== version) {
    throw new LandsichtError(
      'not-found',
      `This result was made by ${id} ${version}; this program has ${monitor.info.version} and would tell something else. Run ${id} again`,
    );
  }
  const task = await taskOf(manifest, monitor, catalogueDir, context);
  const explanation = await monitor.explain(task, place, {
    cacheDir: join(dirname(catalogueDir), 'cache'),
    modelsDir: modelsDirBeside(catalogueDir),
    ...context,
  });
  return explanation == null ? null : { explanation, told: monitor.tellExplanation(explanation) };
}

/** The unit's task again. Its key shows that scenes, files and parameters are those of the unit. */
async function taskOf(manifest: Manifest, monitor: MonitorModule, catalogueDir: string, { signal }: ExplainContext): Promise<UnitTask> {
  const { inputs, parameters, window, key } = manifest;
  const items = await Promise.all(inputs.map((input) => catalogueItem(input, catalogueDir, signal)));
  const tasks = await planRun({ monitor, items, parameters, bboxLonLat: null, signal, catalogueDir }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new LandsichtError('not-found', `${scenesOf(inputs)}: the files of the scenes cannot be read any more. ${remedy(monitor)}`, {
      cause,
    });
  });
  const found = tasks.map((task) => ({ ...task, window, key })).find((task) => unitKey(task) === key);
  if (found == null) {
    throw new LandsichtError('not-found', `${scenesOf(inputs)}: the scenes are not those the result was made from. ${remedy(monitor)}`);
  }
  return found;
}

function scenesOf(inputs: readonly UnitInput[]): string {
  return inputs.map(({ itemId }) => itemId).join(', ');
}

function remedy({ info }: MonitorModule): string {
  return `Bring them back, or run ${info.id} on what there is`;
}
