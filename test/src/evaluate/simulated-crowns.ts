import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type SimulateCrownsOptions, simulateCrowns } from '@landsicht/data-samples';
import { openCogWriter } from '@landsicht/pipeline';
import { type CrownScore, type Outline, poolCrowns, type Ring, scoreCrowns } from './crown-score.js';
import { accuracyOf } from './forest-score.js';
import { percent, ratio, table } from './ratio.js';
import { runLandsicht } from './run-landsicht.js';

type Flight = Pick<SimulateCrownsOptions, 'sizePx' | 'pixelM' | 'bands' | 'sunAzimuthDeg' | 'sunElevationDeg' | 'gain'>;

/** Light, camera and bands that change from flight to flight. */
export const flights: Readonly<Record<string, Flight>> = {
  'RGBI 20 cm': { pixelM: 0.2 },
  'RGBI 20 cm, low sun': { pixelM: 0.2, sunAzimuthDeg: 120, sunElevationDeg: 30, gain: [0.85, 0.9, 0.95, 0.8] },
  'RGB 20 cm': { pixelM: 0.2, bands: 'rgb', sunAzimuthDeg: 200, gain: [1.15, 1.1, 1.05, 1] },
  'RGBI drone 8 cm': { pixelM: 0.08, sizePx: 1200 },
};

/** Crowns nearer to the picture's edge than this are cut or have their trunk outside. */
const edgeM = 4;

/** Simulates a flight, runs the CLI, and scores the exported outlines of dead and dying crowns. */
export async function crownSeed(seed: number, flight: Flight, dir: string): Promise<CrownScore> {
  await rm(dir, { recursive: true, force: true });
  const made = await simulateCrowns({ dir: join(dir, 'samples'), seed, writeCog: openCogWriter, ...flight });
  const workspace = join(dir, 'workspace');
  const out = join(dir, 'crowns.geojson');
  await runLandsicht('run', 'crowns', '--catalog', made.catalog, '--workspace', workspace);
  await runLandsicht('export', 'crowns', '--format', 'geojson', '--out', out, '--workspace', workspace);
  const truth = await featuresOf(made.truth.crowns);
  const all = truth.flatMap(ringOf);
  const [west, south] = [Math.min(...all.map(([lon]) => lon)), Math.min(...all.map(([, lat]) => lat))];
  const onPlane = planeAt(west, south);
  const [east, north] = onPlane([Math.max(...all.map(([lon]) => lon)), Math.max(...all.map(([, lat]) => lat))]);
  const outlines = (features: readonly Feature[]): Outline[] =>
    features.map((feature) => ({ class: feature.properties.class, ring: ringOf(feature).map(onPlane) }));
  return scoreCrowns(outlines(await featuresOf(out)), outlines(truth), {
    dead: ['red', 'grey'],
    ignored: ['green'],
    isInside: (x, y) => x > edgeM && y > edgeM && x < east - edgeM && y < north - edgeM,
  });
}

export function crownTable(rows: Readonly<Record<string, readonly CrownScore[]>>): string {
  const head = ['flight', 'dead crowns', 'precision', 'recall', 'F1', 'worst seed F1', 'red or grey right'];
  const f1 = ({ tp, fp, fn }: CrownScore): number => accuracyOf(tp, fp, fn).f1 ?? 0;
  const lines = Object.entries(rows).map(([name, scores]) => {
    const { tp, fp, fn, rightClass } = poolCrowns(scores);
    const { precision, recall } = accuracyOf(tp, fp, fn);
    const worst = Math.min(...scores.map(f1));
    return [
      name,
      String(tp + fn),
      percent(precision),
      percent(recall),
      f1({ tp, fp, fn, rightClass }).toFixed(3),
      worst.toFixed(3),
      percent(ratio(rightClass, tp)),
    ];
  });
  return table([head, ...lines]);
}

type LonLatRing = readonly (readonly [number, number])[];

interface Feature {
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: readonly LonLatRing[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly LonLatRing[])[] };
  readonly properties: { readonly class: string };
}

/** The outer ring; of several pieces the one with most corners. */
function ringOf({ geometry }: Feature): LonLatRing {
  const outer = geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.map((rings) => rings[0]);
  return outer.reduce<LonLatRing>((most, ring) => (ring != null && ring.length > most.length ? ring : most), []);
}

async function featuresOf(path: string): Promise<readonly Feature[]> {
  return (JSON.parse(await readFile(path, 'utf8')) as { features: Feature[] }).features;
}

/** Longitude and latitude to metres from a corner, to 0.2 %; the same for what is compared. */
function planeAt(west: number, south: number): (position: readonly [number, number]) => Ring[number] {
  const metresPerDegree = 111_250;
  const east = metresPerDegree * Math.cos((south * Math.PI) / 180);
  return ([lon, lat]) => [(lon - west) * east, (lat - south) * metresPerDegree];
}
