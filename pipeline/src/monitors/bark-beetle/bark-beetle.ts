import type { MonitorModule } from '../../runs/unit.js';
import { explainBarkBeetle } from './explain-bark-beetle.js';
import { barkBeetleInfo } from './info.js';
import { planBarkBeetle } from './plan-bark-beetle.js';
import { runBarkBeetle } from './run-bark-beetle.js';
import { stateClasses } from './series/state-codes.js';
import { tellBeetleExplanation } from './tell-explanation.js';

/** Dying spruce in a series of Sentinel-2, HLS and Landsat: FORDEAD's rules, and ours on top of them. */
export const barkBeetle: MonitorModule = {
  info: barkBeetleInfo,
  evaluation: { layer: 'state', yes: stateClasses.filter(({ detect }) => detect).map(({ code }) => code) },
  plan: planBarkBeetle,
  run: runBarkBeetle,
  explain: explainBarkBeetle,
  tellExplanation: tellBeetleExplanation,
};
