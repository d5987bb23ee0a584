import type { MonitorModule } from '../../runs/unit.js';
import { lightCodes, parcelsInfo } from './info.js';
import { planParcels } from './plan-parcels.js';
import { runParcels } from './run-parcels.js';

/** Declared fields through a season: signals, markers, conditions, traffic lights with their evidence (parcels.md). */
export const parcels: MonitorModule = {
  info: parcelsInfo,
  evaluation: { layer: 'light', yes: [lightCodes.red] },
  plan: planParcels,
  run: runParcels,
};
