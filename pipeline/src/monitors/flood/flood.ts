import type { MonitorModule } from '../../runs/unit.js';
import { floodInfo } from './info.js';
import { planFlood } from './plan-flood.js';
import { runFlood } from './run-flood.js';
import { explainFlood } from './sar/explain-flood.js';

/** Open water on Sentinel-1 by three detectors that vote; flood = water that earlier scenes of the same orbit did not show. */
export const flood: MonitorModule = {
  info: floodInfo,
  evaluation: { layer: 'water', yes: [1] },
  plan: planFlood,
  run: runFlood,
  explain: explainFlood,
};
