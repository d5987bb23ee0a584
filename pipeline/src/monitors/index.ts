import type { MonitorModule } from '../runs/unit.js';
import { barkBeetle } from './bark-beetle/bark-beetle.js';
import { crowns } from './crowns/crowns.js';
import { delineation } from './delineation/delineation.js';
import { flood } from './flood/flood.js';
import { parcels } from './parcels/parcels.js';

/** Every monitor. To add one: a folder here and a line below. */
export const monitors = { 'bark-beetle': barkBeetle, crowns, delineation, flood, parcels } as const satisfies Record<string, MonitorModule>;

export type MonitorId = keyof typeof monitors;

export function monitorOf(id: string): MonitorModule | null {
  return Object.hasOwn(monitors, id) ? monitors[id as MonitorId] : null;
}
