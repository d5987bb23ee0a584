import { crsTransform } from '@landsicht/core';
import { type Ring, ringAreaM2 } from '../land/convex-polygon.js';
import { coverCode, isForest } from '../land/cover.js';
import type { Land } from '../land/land.js';
import type { LandRaster } from '../land/land-raster.js';
import { parcelRing } from '../land/mosaic.js';
import { describeEvent, flikOf, holdingOf, nutzcodes, type Parcel, simulatedYear } from '../land/parcel.js';
import { type Extent, pixelM, regionEast, regionM, regionNorth } from '../land/region.js';
import { buildingsOf, type Rectangle } from '../land/settlements.js';
import type { Point } from '../land/waterways.js';
import { degrees } from '../write/stac-files.js';

interface Feature {
  readonly type: 'Feature';
  readonly id: number | string;
  readonly geometry: object;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface FeatureCollection {
  readonly type: 'FeatureCollection';
  readonly features: readonly Feature[];
}

/** Parcels of an extent that are whole: inside it, and cut by no road, copse, brook or house. */
interface WholeParcel {
  readonly parcel: Parcel;
  readonly ring: Ring;
  readonly areaM2: number;
}

export function wholeParcels(land: Land, raster: LandRaster): readonly WholeParcel[] {
  const pixels = new Uint32Array(land.parcels.length);
  for (let i = 0; i < raster.parcel.length; i++) {
    const parcel = raster.parcel[i] as number;
    const crossed = (raster.overlayShare[i] as number) > 90;
    if (parcel >= 0 && !crossed) pixels[parcel] = (pixels[parcel] as number) + 1;
  }
  const inside = insideOf(raster.extent);
  return land.parcels.flatMap((parcel, index) => {
    if ((pixels[index] as number) < 20) return [];
    const ring = parcelRing(parcel.block, parcel.slot);
    const areaM2 = ringAreaM2(ring);
    const covered = (pixels[index] as number) * pixelM * pixelM;
    return covered > areaM2 * 0.94 - 250 && ring.every(([x, y]) => inside(x, y)) ? [{ parcel, ring, areaM2 }] : [];
  });
}

export function parcelFeatures(land: Land, parcels: readonly WholeParcel[]): FeatureCollection {
  const farmed = parcels.filter(({ parcel }) => parcel.declared != null);
  return collection(
    farmed.map(({ parcel, ring, areaM2 }) => ({
      type: 'Feature',
      id: parcelId(parcel),
      geometry: polygon(ring),
      properties: {
        id: parcelId(parcel),
        year: simulatedYear,
        flik: flikOf(parcel.block),
        holding: holdingOf(land.seed, parcel.block, parcel.slot),
        nutzcode: nutzcodes[parcel.declared ?? 'grass'],
        areaHa: Math.round(areaM2) / 10_000,
      },
    })),
  );
}

/** What really grew and happened: the truth behind `parcelFeatures`. */
export function parcelTruth(parcels: readonly WholeParcel[]): object {
  return {
    parcels: parcels.flatMap(({ parcel }) =>
      parcel.crop == null
        ? []
        : [
            {
              id: parcelId(parcel),
              crop: parcel.crop,
              nutzcode: nutzcodes[parcel.crop],
              declaredNutzcode: nutzcodes[parcel.declared ?? parcel.crop],
              events: parcel.events.map(describeEvent),
            },
          ],
    ),
  };
}

/** Forest stands: Abteilung (block), Teilfläche (letter). */
export function compartmentFeatures(parcels: readonly WholeParcel[]): FeatureCollection {
  const species: Record<number, string> = {
    [coverCode.spruce]: 'Fichte',
    [coverCode.mixed]: 'Fichte, Buche',
    [coverCode.deciduous]: 'Buche, Ahorn',
  };
  return collection(
    parcels
      .filter(({ parcel }) => isForest(parcel.cover))
      .map(({ parcel, ring, areaM2 }) => ({
        type: 'Feature',
        id: parcel.number,
        geometry: polygon(ring),
        properties: {
          abteilung: String(parcel.block.index),
          teilflaeche: `${String.fromCharCode(97 + (parcel.slot % 8))}${Math.floor(parcel.slot / 8) + 1}`,
          revier: `Revier ${1 + Math.floor(parcel.block.x / 7000) + 3 * Math.floor(parcel.block.y / 7000)}`,
          species: species[parcel.cover],
          areaHa: Math.round(areaM2) / 10_000,
        },
      })),
  );
}

export function buildingFeatures(land: Land, extent: Extent): FeatureCollection {
  const inside = insideOf(extent);
  const list = [
    ...land.paved.halls.map((rectangle) => ({ rectangle, use: 'commercial', place: land.settlements[0]?.name })),
    ...land.settlements.flatMap((s) => buildingsOf(s).map((rectangle) => ({ rectangle, use: 'residential', place: s.name }))),
  ].filter(({ rectangle: { x, y } }) => inside(x, y));
  return collection(
    list.map(({ rectangle, use, place }, n) => ({
      type: 'Feature',
      id: n + 1,
      geometry: polygon(corners(rectangle)),
      properties: { use, place },
    })),
  );
}

export function roadFeatures(land: Land, extent: Extent): FeatureCollection {
  const inside = insideOf(extent);
  return collection(
    land.roads.flatMap(({ name, kind, halfWidthM, points }) =>
      runsInside(points, inside).map(
        (run, n): Feature => ({
          type: 'Feature',
          id: `${name}/${n + 1}`,
          geometry: { type: 'LineString', coordinates: run.map(([x, y]) => lonLat(x, y)) },
          properties: { name, kind, widthM: 2 * halfWidthM },
        }),
      ),
    ),
  );
}

function runsInside(points: readonly Point[], inside: (x: number, y: number) => boolean): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const point of points) {
    if (inside(point[0], point[1])) run.push(point);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return [...runs, run].filter(({ length }) => length > 1);
}

function parcelId({ number }: Parcel): string {
  return `P${String(number).padStart(6, '0')}`;
}

function insideOf({ col, row, sizePx }: Extent): (x: number, y: number) => boolean {
  const west = Math.max(0, col * pixelM);
  const east = Math.min(regionM, (col + sizePx) * pixelM);
  const north = Math.min(regionM, regionM - row * pixelM);
  const south = Math.max(0, regionM - (row + sizePx) * pixelM);
  return (x, y) => x >= west && x <= east && y >= south && y <= north;
}

function corners({ x, y, ux, uy, halfLengthM: l, halfWidthM: w }: Rectangle): Ring {
  const at = (u: number, v: number): [number, number] => [x + u * ux - v * uy, y + u * uy + v * ux];
  return [at(-l, -w), at(l, -w), at(l, w), at(-l, w)];
}

function polygon(ring: Ring): object {
  const points = ring.map(([x, y]) => lonLat(x, y));
  return { type: 'Polygon', coordinates: [[...points, points[0]]] };
}

function lonLat(x: number, y: number): number[] {
  return crsTransform(25833, 4326)
    .forward(regionEast + x, regionNorth + y)
    .map(degrees);
}

function collection(features: readonly Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}
