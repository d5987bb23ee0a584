import type { Position } from 'geojson';
import type { Parcel } from '../import/parcel.js';
import type { CropPeer } from './confirm-crops.js';
import type { FeatureTable } from './kernel-logistic.js';

/** JRC cbm parcelPeers: 1000 m unless told otherwise. */
const reachM = 1000;
const maximumPeers = 5;
/** Mean Earth radius, m. */
const earthRadiusM = 6_371_000;
const degree = Math.PI / 180;

/** For every parcel the others of its kind whose middle lies within 1 km, those with the most alike features first. */
export function nearbyPeers(parcels: readonly Parcel[], kinds: Uint8Array, features: FeatureTable): CropPeer[][] {
  const middles = parcels.map(middleOf);
  const scales = columnScales(features);
  // cells of the reach: peers lie in a parcel's own cell or beside it
  const cellDegrees = reachM / (earthRadiusM * degree);
  const lonCells = cellDegrees / Math.max(0.01, Math.cos((middles[0]?.[1] ?? 0) * degree)) / 0.9;
  const cellOf = ([lon, lat]: readonly [number, number]) => [Math.floor(lon / lonCells), Math.floor(lat / cellDegrees)] as const;
  const cells = new Map<string, number[]>();
  middles.forEach((middle, row) => {
    const key = cellOf(middle).join(' ');
    const members = cells.get(key);
    if (members == null) cells.set(key, [row]);
    else members.push(row);
  });
  return middles.map((middle, row) => {
    const [x, y] = cellOf(middle);
    const near: CropPeer[] = [];
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const other of cells.get(`${x + dx} ${y + dy}`) ?? []) {
          if (other === row || kinds[other] !== kinds[row]) continue;
          const distanceM = distanceBetween(middle, middles[other] as [number, number]);
          if (distanceM > reachM) continue;
          near.push({
            parcelId: (parcels[other] as Parcel).id,
            distanceM: Math.round(distanceM),
            similarity: similarityOf(features, scales, row, other),
          });
        }
      }
    }
    return near.sort((a, b) => b.similarity - a.similarity || a.distanceM - b.distanceM).slice(0, maximumPeers);
  });
}

/** Mean of the outer ring's corners, longitude and latitude: near enough to find neighbours. */
function middleOf({ geometry }: Parcel): [number, number] {
  const ring = (geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0]?.[0]) ?? [];
  const mean = (axis: 0 | 1) => ring.reduce((sum, corner: Position) => sum + (corner[axis] as number), 0) / Math.max(1, ring.length);
  return [mean(0), mean(1)];
}

/** On a sphere, small angles. */
function distanceBetween([lonA, latA]: readonly [number, number], [lonB, latB]: readonly [number, number]): number {
  const x = (lonB - lonA) * Math.cos(((latA + latB) / 2) * degree);
  return earthRadiusM * degree * Math.hypot(x, latB - latA);
}

/** 1 / variance of each column; 0 where all rows are the same. */
function columnScales({ rows, columns, values }: FeatureTable): Float64Array {
  const [sum, squares] = [new Float64Array(columns), new Float64Array(columns)];
  values.forEach((value, at) => {
    const column = at % columns;
    sum[column] = (sum[column] as number) + value;
    squares[column] = (squares[column] as number) + value * value;
  });
  return sum.map((total, column) => {
    const variance = (squares[column] as number) / rows - (total / rows) ** 2;
    return variance > 1e-12 ? 1 / variance : 0;
  });
}

/** exp of minus the mean squared difference in standard deviations, as the kernel of the model. */
function similarityOf({ columns, values }: FeatureTable, scales: Float64Array, a: number, b: number): number {
  let squares = 0;
  for (let c = 0; c < columns; c++) {
    squares += (scales[c] as number) * ((values[a * columns + c] as number) - (values[b * columns + c] as number)) ** 2;
  }
  return Number(Math.exp(-squares / columns).toFixed(4));
}
