import type { StacItem } from '@landsicht/core';
import { acquiredUtcOf } from '../../../scene/acquired-utc.js';
import { epochDayOf } from '../../../scene/series-groups.js';
import { statisticCount } from './band-statistics.js';
import { flagWeakLooks, isClear } from './clean-looks.js';
import { parcelPixels } from './parcel-pixels.js';
import type { BandStatistics, ParcelLook, ParcelPixels, ParcelSeason, SignalFlag } from './parcel-season.js';
import type { ParcelSets } from './pixel-sets.js';
import { radarOrbits } from './radar-orbit.js';
import type { ParcelRecords, SceneFile } from './scene-file.js';
import { bandNamesOf, classCount, recordLength } from './scene-record.js';

/** A scene that was read, and where its signals are. */
export interface ReadScene {
  readonly item: StacItem;
  readonly file: SceneFile;
}

type SceneFacts = Pick<ParcelLook, 'date' | 'epochDay' | 'sceneId' | 'sensor' | 'relativeOrbit' | 'processingBaseline'>;

/** Seasons of a few parcels at a time from the signals of all scenes: memory grows with neither parcels nor scenes of the tile, only with their product for the few. */
export class SeasonSource {
  readonly #scenes: readonly (ReadScene & { readonly facts: SceneFacts })[];
  readonly #sets: ParcelSets;
  readonly #year: number;
  readonly #ids: readonly string[];

  /** `ids`: of the parcels of the sets, in their order. */
  constructor(
    scenes: readonly ReadScene[],
    { sets, ids, year }: { readonly sets: ParcelSets; readonly ids: readonly string[]; readonly year: number },
  ) {
    const orbits = radarOrbits(scenes.filter(({ file }) => file.kind === 'radar').map(({ item }) => item));
    this.#scenes = [...scenes]
      .sort((a, b) => acquiredUtcOf(a.item).getTime() - acquiredUtcOf(b.item).getTime())
      .map((scene) => ({ ...scene, facts: factsOf(scene.item, orbits.get(scene.item) ?? null) }));
    this.#sets = sets;
    this.#ids = ids;
    this.#year = year;
  }

  /** Parcels from `from` to `to` (exclusive). `pixels(i)`: of the i-th of them. */
  async read(from: number, to: number): Promise<{ readonly seasons: ParcelSeason[]; pixels(i: number): Promise<ParcelPixels | null> }> {
    const records = await Promise.all(this.#scenes.map(({ file }) => file.read(from, to)));
    const seasons = Array.from({ length: to - from }, (_, i): ParcelSeason => {
      const looks = this.#scenes.flatMap(({ facts }, k) => this.#look(facts, records[k] as ParcelRecords, from, i) ?? []);
      return {
        parcelId: this.#ids[from + i] as string,
        year: this.#year,
        optical: flagWeakLooks(looks.filter(({ sensor }) => sensor !== 's1')),
        radar: looks.filter(({ sensor }) => sensor === 's1'),
      };
    });
    const scenes = this.#scenes.flatMap(({ facts, file }, k) =>
      file.kind === 'optical' ? [{ ...facts, records: records[k] as ParcelRecords }] : [],
    );
    return { seasons, pixels: (i) => parcelPixels(this.#sets, from + i, i, scenes, seasons[i] as ParcelSeason) };
  }

  /** Null where the scene has no value on the parcel. */
  #look(facts: SceneFacts, { kind, records }: ParcelRecords, from: number, i: number): ParcelLook | null {
    const at = i * recordLength(kind);
    const parcel = from + i;
    const sceneClasses = kind === 'radar' ? [] : Array.from(records.subarray(at, at + classCount));
    const clear = kind === 'radar' || isClear(sceneClasses);
    const bands: Record<string, BandStatistics> = {};
    let most = 0;
    bandNamesOf(kind).forEach((name, b) => {
      const statistics = statisticsAt(records, at + classCount + b * statisticCount);
      if (statistics.count === 0) return;
      most = Math.max(most, isCoarseIn(kind, name) ? 0 : statistics.count);
      if (clear || name === maskedBand) bands[name] = statistics;
    });
    const pixels = (kind === 'radar' ? this.#sets.coarse : this.#sets.fine).counts[parcel] as number;
    if (most === 0 || pixels === 0) return null;
    const flags: SignalFlag[] = [
      ...(this.#sets.isCut[parcel] === 1 ? (['edge'] as const) : []),
      ...(most < pixels ? (['few-pixels'] as const) : []),
    ];
    return { ...facts, pixels, sceneClasses, clear, flags, bands };
  }
}

/** Of looks that are not clear only the curve is kept, for people to see what was left out. */
const maskedBand = 'NDVI';

/** Bands of optical looks whose pixels are not those of `pixels`. */
function isCoarseIn(kind: 'optical' | 'radar', name: string): boolean {
  return kind === 'optical' && !['B02', 'B03', 'B04', 'B08'].includes(name);
}

function statisticsAt(values: Float32Array, at: number): BandStatistics {
  const value = (k: number) => values[at + k] as number;
  return {
    count: value(0),
    mean: value(1),
    sd: value(2),
    min: value(3),
    p05: value(4),
    p25: value(5),
    p50: value(6),
    p75: value(7),
    p95: value(8),
    max: value(9),
  };
}

function factsOf(item: StacItem, relativeOrbit: number | null): SceneFacts {
  const baseline = item.properties['s2:processing_baseline'];
  return {
    date: acquiredUtcOf(item).toISOString().slice(0, 10),
    epochDay: epochDayOf(item),
    sceneId: item.id,
    sensor: relativeOrbit == null ? 's2' : 's1',
    relativeOrbit,
    processingBaseline: baseline == null ? null : String(baseline),
  };
}
