import type { MonitorModule } from '../../runs/unit.js';
import { explainFloodUnit, tellFloodUnit } from './explain-flood-unit.js';
import { floodInfo } from './info.js';
import { planFlood } from './plan-flood.js';
import { runFlood } from './run-flood.js';

/** Open water by three radar detectors that vote, or by optical tests; flood = water that earlier scenes of the same kind did not show. */
export const flood: MonitorModule = {
  info: floodInfo,
  evaluation: { layer: 'water', yes: [1] },
  plan: planFlood,
  run: runFlood,
  modelOf: (parameters) => (parameters['detector'] === 'model' ? String(parameters['model']) : null),
  explain: explainFloodUnit,
  tellExplanation: tellFloodUnit,
};
