import { join } from 'node:path';
import type { UnitContext, UnitFile } from '../../runs/unit.js';
import { concludeEvidence, worstLight } from './conditions/conclude-parcel.js';
import type { Conclusion, Light } from './conditions/conclusion.js';
import { ConclusionsWriter, type JudgedParcel } from './conditions/conclusions-file.js';
import { evidenceOf, isUsable } from './conditions/evidence.js';
import type { ParcelRules } from './conditions/rule.js';
import { confirmCrops } from './crops/confirm-crops.js';
import type { Parcel } from './import/parcel.js';
import type { ParcelMarkers } from './markers/marker.js';
import { seasonMarkers } from './markers/season-markers.js';
import { scenesShare } from './season-scenes.js';
import type { ParcelSeason } from './signals/parcel-season.js';
import type { ParcelSets } from './signals/pixel-sets.js';
import { type ReadScene, SeasonSource } from './signals/season-source.js';
import { isFine } from './signals/signal-bands.js';
import { SignalsWriter, signalsFile } from './signals/signals-file.js';

/** What the map shows of a parcel. */
export interface ParcelLight {
  readonly parcel: Parcel;
  /** Null where no condition applies. */
  readonly light: Light | null;
  /** The condition that gives the light. */
  readonly deciding: Conclusion | null;
  readonly hectares: number;
  readonly lastClear: string | null;
  readonly clearDates: number;
  readonly sceneIds: readonly string[];
}

export interface JudgeSeason {
  readonly parcels: readonly Parcel[];
  readonly sets: ParcelSets;
  readonly scenes: readonly ReadScene[];
  readonly year: number;
  readonly rules: ParcelRules;
  /** ISO 8601 day. */
  readonly asOf: string;
  readonly context: Pick<UnitContext, 'dir' | 'signal' | 'progress'>;
}

/** Looks held at once: parcels of a chunk × scenes. */
const chunkLooks = 20_000;
const smallestChunk = 20;
const largestChunk = 400;

/**
 * Two walks over the parcels, a chunk at a time: signals and markers first, then, once all declarations have taught what crops look like, conclusions.
 * Writes signals, conclusions, what they rest on, and the rules.
 */
export async function judgeSeason({
  parcels,
  sets,
  scenes,
  year,
  rules,
  asOf,
  context,
}: JudgeSeason): Promise<{ lights: ParcelLight[]; files: UnitFile[] }> {
  const source = new SeasonSource(scenes, { sets, ids: parcels.map(({ id }) => id), year });
  const chunk = Math.max(smallestChunk, Math.min(largestChunk, Math.floor(chunkLooks / Math.max(1, scenes.length))));
  const places = new Map(parcels.map(({ id }, i) => [id, i]));
  const signals = new SignalsWriter(join(context.dir, signalsFile), ({ parcelId }, { sensor }, band) => {
    const { bufferM } = sensor !== 's1' && isFine(band) ? sets.fine : sets.coarse;
    return bufferM[places.get(parcelId) as number] ?? null;
  });
  const markers: ParcelMarkers[] = [];
  const courses: ParcelSeason[] = [];
  for (let from = 0; from < parcels.length; from += chunk) {
    context.signal.throwIfAborted();
    const records = await source.read(from, Math.min(from + chunk, parcels.length));
    await signals.add(records.seasons);
    for (const [i, season] of records.seasons.entries()) {
      markers.push(seasonMarkers(season, await records.pixels(i), parcels[from + i] as Parcel));
      courses.push(courseOf(season));
    }
    context.progress(scenesShare + (0.08 * from) / parcels.length, 'markers');
  }
  await signals.close();
  context.progress(scenesShare + 0.08, 'crops');
  const crops = confirmCrops(courses, parcels);
  const writer = new ConclusionsWriter(context.dir, rules);
  const lights: ParcelLight[] = [];
  for (let from = 0; from < parcels.length; from += chunk) {
    context.signal.throwIfAborted();
    const { seasons } = await source.read(from, Math.min(from + chunk, parcels.length));
    const judged = seasons.map((season, i): JudgedParcel => {
      const parcel = parcels[from + i] as Parcel;
      const evidence = evidenceOf({
        parcel,
        season,
        markers: markers[from + i] as ParcelMarkers,
        crop: crops.get(parcel.id) ?? null,
        asOf,
      });
      return { evidence, geometry: parcel.geometry, conclusions: concludeEvidence(evidence, rules) };
    });
    await writer.add(judged);
    lights.push(...judged.map((one, i) => lightOf(one, parcels[from + i] as Parcel)));
    context.progress(scenesShare + 0.12 + (0.04 * from) / parcels.length, 'conclusions');
  }
  return { lights, files: await writer.close() };
}

/** What crop confirmation needs of a season: medians of clear looks, held of all parcels at once. */
function courseOf(season: ParcelSeason): ParcelSeason {
  const usable = season.optical.filter(isUsable).map((look) => ({
    ...look,
    sceneClasses: [],
    bands: Object.fromEntries(Object.entries(look.bands).filter(([band]) => /^B\d|^NDVI$/.test(band))),
  }));
  return { ...season, optical: usable };
}

function lightOf({ evidence, conclusions }: JudgedParcel, parcel: Parcel): ParcelLight {
  const light = worstLight(conclusions.map((one) => one.light));
  const usable = evidence.looks.filter((look) => look.sensor !== 's1' && isUsable(look));
  const deciding = conclusions.find((one) => one.light === light) ?? null;
  return {
    parcel,
    light,
    deciding,
    hectares: parcel.declaredHa ?? parcel.areaHa,
    lastClear: usable.at(-1)?.date ?? null,
    clearDates: usable.length,
    sceneIds: deciding?.sceneIds ?? [],
  };
}
