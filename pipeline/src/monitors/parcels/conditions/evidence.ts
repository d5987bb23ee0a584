import type { CropGroup } from '../crops/crop-groups.js';
import type { Parcel } from '../import/parcel.js';
import type { ParcelMarkers } from '../markers/marker.js';
import type { ParcelLook, ParcelSeason, SignalFlag } from '../signals/parcel-season.js';

/** What crop confirmation says about one parcel; null where it could not tell. */
export interface EvidenceCrop {
  readonly declaredGroup: CropGroup | null;
  readonly probabilities: Readonly<Record<string, number>>;
  readonly clearDatesAprSep: number;
}

/** A look as far as rules and the chart need it. */
export interface EvidenceLook {
  readonly date: string;
  readonly sceneId: string;
  readonly sensor: ParcelLook['sensor'];
  readonly relativeOrbit: number | null;
  readonly pixels: number;
  readonly clear: boolean;
  readonly flags: readonly SignalFlag[];
  /** Inner pixels by Sentinel-2 scene class 0–11; empty for radar. */
  readonly sceneClasses: readonly number[];
  /** Means over the inner pixels: NDVI, NDTI, NDYI, BSI of optical looks; VV and VH in dB and coherence of radar. */
  readonly values: Readonly<Record<string, number>>;
  /** 5th and 95th percentile of NDVI. */
  readonly ndviSpread: readonly [number, number] | null;
}

export type EvidenceParcel = Omit<Parcel, 'geometry' | 'rows'>;

/** Everything a conclusion rests on, as it is stored: with the rules it gives the same conclusion again. */
export interface ParcelEvidence {
  readonly parcel: EvidenceParcel;
  readonly year: number;
  /** ISO 8601 day: what was known then. */
  readonly asOf: string;
  readonly looks: readonly EvidenceLook[];
  readonly markers: ParcelMarkers;
  readonly crop: EvidenceCrop | null;
  /** Reflectance at the 5th and 95th percentile over all clear dates, by band: one stretch for all chips of the parcel. */
  readonly stretch: Readonly<Record<string, readonly [number, number]>>;
}

export interface EvidenceInput {
  readonly parcel: Parcel;
  readonly season: ParcelSeason;
  readonly markers: ParcelMarkers;
  readonly crop: EvidenceCrop | null;
  /** ISO 8601 day. */
  readonly asOf: string;
}

const opticalValues = ['NDVI', 'NDTI', 'NDYI', 'BSI', 'B08', 'B11'];
const radarValues = ['VV', 'VH', 'cohVV', 'cohVH'];
const chipBands = ['B02', 'B03', 'B04', 'B08', 'B11'];

export function evidenceOf({ parcel, season, markers, crop, asOf }: EvidenceInput): ParcelEvidence {
  const { geometry: _, rows: __, ...rest } = parcel;
  const known = ({ date }: ParcelLook) => date <= asOf;
  const optical = season.optical.filter(known);
  return {
    parcel: rest,
    year: season.year,
    asOf,
    looks: [...optical.map((look) => lookOf(look, opticalValues)), ...season.radar.filter(known).map((look) => lookOf(look, radarValues))],
    markers,
    crop,
    stretch: stretchOf(optical),
  };
}

function lookOf(look: ParcelLook, names: readonly string[]): EvidenceLook {
  const { date, sceneId, sensor, relativeOrbit, pixels, clear, flags, sceneClasses, bands } = look;
  const ndvi = bands['NDVI'];
  const means = names.flatMap((name) => {
    const mean = bands[name]?.mean;
    return mean == null || !Number.isFinite(mean) ? [] : [[name, Number(mean.toFixed(4))] as const];
  });
  return {
    ...{ date, sceneId, sensor, relativeOrbit, pixels, clear, flags, sceneClasses },
    values: Object.fromEntries(means),
    ndviSpread: ndvi == null || !Number.isFinite(ndvi.p05) ? null : [Number(ndvi.p05.toFixed(4)), Number(ndvi.p95.toFixed(4))],
  };
}

function stretchOf(looks: readonly ParcelLook[]): ParcelEvidence['stretch'] {
  const clear = looks.filter(isUsable);
  return Object.fromEntries(
    chipBands.flatMap((band) => {
      const seen = clear.flatMap(({ bands }) => (bands[band] == null ? [] : [bands[band]]));
      if (seen.length === 0) return [];
      const at = (values: number[], share: number) => values.sort((a, b) => a - b)[Math.round(share * (values.length - 1))] as number;
      const low = at(
        seen.map(({ p05 }) => p05),
        0.05,
      );
      const high = at(
        seen.map(({ p95 }) => p95),
        0.95,
      );
      return [[band, [Number(low.toFixed(4)), Number(high.toFixed(4))] as const]];
    }),
  );
}

/** A clear look that neither shadow, haze nor the scene's edge weakens. */
export function isUsable({ clear, flags }: Pick<EvidenceLook, 'clear' | 'flags'>): boolean {
  return clear && !flags.some((flag) => flag === 'shadow' || flag === 'haze' || flag === 'edge');
}
