import type { MonitorModule } from '../../runs/unit.js';
import { crownCodes, crownsInfo } from './info.js';
import { planCrowns } from './plan-crowns.js';
import { runCrowns } from './run-crowns.js';

/** Single dead crowns on orthophotos and drone mosaics by colour, light and shape, against the live canopy of the same image. */
export const crowns: MonitorModule = {
  info: crownsInfo,
  evaluation: { layer: 'class', yes: [crownCodes.red, crownCodes.grey] },
  plan: planCrowns,
  run: runCrowns,
};
