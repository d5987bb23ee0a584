import type { MonitorModule } from '../../runs/unit.js';
import { delineationInfo, fieldCodes } from './info.js';
import { planDelineation } from './plan-delineation.js';
import { runDelineation } from './run-delineation.js';

/** Field outlines from a season of Sentinel-2, without a model: multi-date edges, watershed, merging of what grew alike. */
export const delineation: MonitorModule = {
  info: delineationInfo,
  evaluation: { layer: 'field', yes: [fieldCodes.field] },
  plan: planDelineation,
  run: runDelineation,
};
