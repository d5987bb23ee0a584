import { crsTransform } from '@landsicht/core';
import { type Ring, ringAreaM2 } from '../land/convex-polygon.js';
import { isoDate } from '../land/epoch-day.js';
import { blockRing } from '../land/mosaic.js';
import { flikOf } from '../land/parcel.js';
import { pixelM } from '../land/region.js';
import { degrees } from '../write/stac-files.js';
import type { FieldCrop } from './field-ground.js';
import { eventsOf, type FieldParcel, type ViolationKind } from './field-parcel.js';
import type { FieldEvent } from './field-plan.js';
import type { FieldSquare } from './make-fields.js';
import { fieldNutzcodes } from './plant-violations.js';

/** Origin of the model plane in EPSG:32633 (25833 is taken as the same): 40 km east of the other samples, so that scenes do not overlap. */
const fieldsEast = 448_000;
const fieldsNorth = 5_628_000;

const cropNames: Readonly<Record<FieldCrop, string>> = {
  winterWheat: 'Winterweizen',
  winterBarley: 'Wintergerste',
  winterRape: 'Winterraps',
  silageMaize: 'Silomais',
  grainMaize: 'Körnermais',
  sugarBeet: 'Zuckerrüben',
  potato: 'Stärkekartoffeln',
  grass: 'Wiesen',
  fallow: 'Ackerland aus der Erzeugung genommen',
};

/** What the farmers declare, with the plain columns that `landsicht ingest --parcels` reads. */
export function declarationsOf({ parcels }: FieldSquare, year: number): object {
  return collection(
    parcels.map((parcel) => ({
      geometry: polygon(parcel.drawn, parcel.holes),
      properties: {
        id: parcel.id,
        year,
        flik: parcel.flik,
        crop_code: fieldNutzcodes[parcel.declared],
        crop_name: cropNames[parcel.declared],
        area_ha: drawnHa(parcel),
        holding: parcel.holding,
        commitments: parcel.promisesCatchCrop ? 'catch-crop' : null,
        eco_schemes: parcel.declared === 'fallow' ? '1a' : null,
      },
    })),
  );
}

/** Feldblöcke with the columns of Saxony: the blocks without the tracks and hedges between them. */
export function referencesOf({ blocks, parcels }: FieldSquare, year: number): object {
  const isGrass = new Set(parcels.filter(({ parts }) => parts[0].crop === 'grass').map(({ flik }) => flik));
  return collection(
    blocks.map((block) => {
      const ring = blockRing(block);
      return {
        geometry: polygon(ring, []),
        properties: {
          FB_FLIK: flikOf(block),
          JAHR: year,
          FB_A_FLAE: Math.round(ringAreaM2(ring)) / 10_000,
          FB_BN_KAT: isGrass.has(flikOf(block)) ? 'GL' : 'AL',
        },
      };
    }),
  );
}

/** What really grew and happened on a parcel. Days are ISO 8601. */
export interface FieldTruth {
  readonly id: string;
  readonly declared: FieldCrop;
  readonly nutzcode: string;
  readonly promisesCatchCrop: boolean;
  readonly violations: readonly ViolationKind[];
  /** ha of what it really is, and as drawn. */
  readonly areaHa: number;
  readonly drawnHa: number;
  /** The first is the rest of the parcel. */
  readonly parts: readonly {
    readonly crop: FieldCrop;
    readonly nutzcode: string;
    readonly share: number;
    readonly ringLonLat: readonly (readonly number[])[];
  }[];
  readonly events: readonly { readonly type: FieldEvent['type']; readonly date: string; readonly part: number; readonly crop?: string }[];
}

export function truthOf(parcel: FieldParcel): FieldTruth {
  return {
    id: parcel.id,
    declared: parcel.declared,
    nutzcode: fieldNutzcodes[parcel.declared],
    promisesCatchCrop: parcel.promisesCatchCrop,
    violations: parcel.violations,
    areaHa: hectares(parcel.ring, parcel.holes),
    drawnHa: drawnHa(parcel),
    parts: parcel.parts.map(({ crop, share, ring }) => ({
      crop,
      nutzcode: fieldNutzcodes[crop],
      share: Math.round(share * 1e4) / 1e4,
      ringLonLat: closed(ring),
    })),
    events: eventsOf(parcel).map(({ type, epochDay, part, crop }) => ({
      type,
      date: isoDate(epochDay),
      part,
      ...(crop == null ? {} : { crop }),
    })),
  };
}

function drawnHa({ drawn, holes }: FieldParcel): number {
  return hectares(drawn, holes);
}

/** Four decimals (GAPInVeKoSV §29). */
function hectares(ring: Ring, holes: readonly Ring[]): number {
  return Math.round(ringAreaM2(ring) - holes.reduce((sum, hole) => sum + ringAreaM2(hole), 0)) / 10_000;
}

function collection(features: readonly { readonly geometry: object; readonly properties: Readonly<Record<string, unknown>> }[]): object {
  return { type: 'FeatureCollection', features: features.map((feature) => ({ type: 'Feature', ...feature })) };
}

/** Holes turn the other way. */
function polygon(ring: Ring, holes: readonly Ring[]): object {
  return { type: 'Polygon', coordinates: [closed(ring), ...holes.map((hole) => closed([...hole].reverse()))] };
}

const toLonLat = crsTransform(25833, 4326);

function closed(ring: Ring): number[][] {
  const points = ring.map(([x, y]) => toLonLat.forward(fieldsEast + x, fieldsNorth + y).map(degrees));
  return [...points, points[0] as number[]];
}

/** North-west corner of the square, EPSG:32633. */
export function cornerOf({ west, south, sizePx }: FieldSquare): readonly [east: number, north: number] {
  return [fieldsEast + west, fieldsNorth + south + sizePx * pixelM];
}
