import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bboxLonLatOf, errorMessage, LandsichtError } from '@landsicht/core';
import { unitDir } from '../../../runs/lake-paths.js';
import { listManifests } from '../../../runs/lake-read.js';
import type { Manifest } from '../../../runs/unit.js';
import { type AlertRecord, type AreaEvent, newAlerts } from './alerts.js';
import { everywhere, type PlacedArea, readAreas } from './areas-of-interest.js';
import { type ExposureFiles, openExposure } from './event-exposure.js';
import type { EventRules } from './event-rules.js';
import { type EventSummary, eventSummary, formerIdsOf, type ObservationOf } from './event-summary.js';
import { floodEventsInfo } from './events-info.js';
import type { FloodEvent } from './flood-event.js';
import { lakeObservations } from './lake-observations.js';
import { gridOfRegion } from './lattice.js';
import { inputsOf, publishAlerts } from './publish-alerts.js';
import { intersection, type Region } from './region.js';
import { trackEvents } from './track-events.js';

export interface FloodEventsRequest {
  readonly lakeDir: string;
  readonly rules: EventRules;
  readonly exposure: ExposureFiles;
  /** GeoJSON files; none = everywhere. */
  readonly areaFiles: readonly string[];
  /** As it would have been then: later passes are left out. For the first run over a past that was never published, pass by pass. */
  readonly untilUtc?: Date;
}

export interface FloodEventsReport {
  /** Overflights looked at. */
  readonly observations: number;
  readonly events: readonly EventSummary[];
  /** What was not said before. */
  readonly alerts: readonly AlertRecord[];
  /** Of the unit that holds them; null where there was nothing new. */
  readonly unitKey: string | null;
  readonly damaged: readonly string[];
}

/** Flood units of a lake → events → alerts in the lake. Runs over everything each time; says only what is new. */
export async function floodEvents({
  lakeDir,
  rules,
  exposure: files,
  areaFiles,
  untilUtc,
}: FloodEventsRequest): Promise<FloodEventsReport> {
  const { manifests, damaged } = await listManifests(lakeDir);
  const areas = areaFiles.length === 0 ? [everywhere(rules)] : await readAreas(areaFiles, rules);
  const all = await lakeObservations(lakeDir, manifests, rules.samePassMinutes);
  const observations = untilUtc == null ? all : all.filter(({ observedUtc }) => observedUtc <= untilUtc);
  const exposure = await openExposure(files);
  try {
    const watched = areas.flatMap(({ id, raiseHa, region }) => (region == null ? [] : [{ id, raiseHa, region }]));
    const events = await trackEvents(observations, { rules, areas: watched });
    const byScenes = new Map(observations.map((observation) => [observation.sceneIds.join(' '), observation]));
    const observationOf: ObservationOf = (sceneIds) => byScenes.get(sceneIds.join(' ')) ?? null;
    const common = { rules, exposure, observationOf };
    const summaries: EventSummary[] = [];
    for (const event of events) summaries.push(await eventSummary(event, { ...common, watch: event.whole, within: null }));
    const inAreas: AreaEvent[] = [];
    const waterOf = new Map<string, Region>();
    for (const area of areas) {
      for (const [i, event] of events.entries()) {
        const found = await inArea(area, event, summaries[i] as EventSummary, (watch, within) =>
          eventSummary(event, { ...common, watch, within }),
        );
        if (found == null) continue;
        inAreas.push(found.areaEvent);
        waterOf.set(`${area.id} ${event.id}`, found.water);
      }
    }
    const units = manifests.filter(({ monitor }) => monitor.id === floodEventsInfo.id);
    const published = (await Promise.all(units.map((unit) => recordsOf(lakeDir, unit)))).flat();
    const sceneIds = new Set(observations.flatMap((observation) => observation.sceneIds));
    const records = newAlerts({ events: inAreas, published, sceneIds, areas, rules });
    const publication = { rules, areas, observations, units: manifests, events: summaries, records };
    const known = units.some(({ parameters }) => parameters['inputs'] === inputsOf(publication));
    const isNews = observations.length > 0 && (records.length > 0 || !known);
    const waters = new Map(
      records
        .map(({ alertId, area, event }) => [alertId, waterOf.get(`${area.id} ${event.eventId}`)] as const)
        .filter((entry): entry is [string, Region] => entry[1] != null),
    );
    const unitKey = isNews ? await publishAlerts(lakeDir, { ...publication, waters }) : null;
    return {
      observations: observations.length,
      events: summaries,
      alerts: records,
      unitKey,
      damaged: damaged.map(({ message }) => message),
    };
  } finally {
    await exposure.close();
  }
}

/** The event's part in an area; null where it never counted there. */
async function inArea(
  area: PlacedArea,
  event: FloodEvent,
  whole: EventSummary,
  summaryOf: (watch: FloodEvent['whole'], within: Region) => Promise<EventSummary>,
): Promise<{ readonly areaEvent: AreaEvent; readonly water: Region } | null> {
  const { id, title, raiseHa, minimumSeverity, region } = area;
  const watch = region == null ? event.whole : event.areas[id];
  if (watch?.state == null) return null;
  const water = region == null ? event.extent : nonEmpty(intersection(event.extent, region), intersection(event.footprint, region));
  const summary = region == null ? whole : await summaryOf(watch, region);
  return {
    water,
    areaEvent: {
      area: { id, title, raiseHa, minimumSeverity },
      summary,
      knownIds: formerIdsOf(event),
      bboxLonLat: bboxLonLatOf(gridOfRegion(water)),
    },
  };
}

/** An event that left an area is drawn where it was. */
function nonEmpty(now: Region, ever: Region): Region {
  return now.cells > 0 ? now : ever;
}

async function recordsOf(lakeDir: string, { monitor, key }: Manifest): Promise<AlertRecord[]> {
  const path = join(unitDir(lakeDir, { monitor: monitor.id, key }), 'alerts.json');
  try {
    return (JSON.parse(await readFile(path, 'utf8')) as { alerts: AlertRecord[] }).alerts;
  } catch (cause) {
    throw new LandsichtError('lake-damaged', `${path}: not readable as alerts (${errorMessage(cause)}). Remove this folder and run again`, {
      cause,
    });
  }
}
