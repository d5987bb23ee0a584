import { stat } from 'node:fs/promises';
import { type BboxLonLat, bboxLonLatOf, type Grid, intersectWindows, LandsichtError, type StacItem } from '@landsicht/core';
import { parameterPath } from '../../runs/parameter-files.js';
import type { UnitContext, UnitTask } from '../../runs/unit.js';
import { gridOfItem } from '../../scene/grid-of-item.js';
import { openScene } from '../../scene/open-scene.js';
import { seriesGroups } from '../../scene/series-groups.js';
import { geometryBbox } from '../../store/geometry-bbox.js';
import { readFeatures } from '../../vector-file/read-features.js';
import { withBoundaryConflicts } from './import/boundary-conflicts.js';
import { importParcels } from './import/import-parcels.js';
import type { Parcel } from './import/parcel.js';
import { listParcels } from './import/parcel-store.js';
import { withOffices } from './import/with-offices.js';
import { placeParcel } from './signals/inner-pixels.js';
import { depthInTile } from './signals/pixel-sets.js';

/** A tile by the name of its series. */
export interface Tile {
  readonly id: string;
  readonly grid: Grid;
}

/** Declared parcels of the year: of the workspace, or of the file the unit names; checked against the reference parcels there. */
export async function declaredParcels(
  task: UnitTask,
  year: number,
  { catalogueDir }: Pick<UnitContext, 'catalogueDir'>,
): Promise<Parcel[]> {
  const given = String(task.parameters['parcels'] ?? '');
  const where = 'parcels, parameter "parcels"';
  const path = parameterPath(given, catalogueDir, where);
  const isWorkspace = given.startsWith('workspace:');
  const all = isWorkspace && catalogueDir != null ? await listParcels(catalogueDir, year) : await parcelsOfFile(path, year, where);
  const [declarations, references] = [all.filter(({ kind }) => kind === 'declaration'), all.filter(({ kind }) => kind === 'reference')];
  const declared = withOffices(withBoundaryConflicts(declarations, references), references);
  if (declared.length > 0) return declared;
  throw new LandsichtError(
    'not-found',
    `${isWorkspace ? 'The workspace' : path} holds no declared parcels of ${year}${all.length > 0 ? ` (${all.length} reference parcels)` : ''}. Import declarations with landsicht ingest --parcels FILE --year ${year}, or name a file with --set parcels=FILE`,
  );
}

async function parcelsOfFile(path: string, year: number, where: string): Promise<Parcel[]> {
  const found = path === '' ? null : await stat(path).catch(() => null);
  if (found == null || found.isDirectory())
    throw new LandsichtError(
      'not-found',
      `${where}: ${path === '' ? 'nothing is named' : `${path} is no file`}. Name a file of parcels (GeoPackage, Shapefile, GeoJSON, GeoParquet, FlatGeobuf)`,
    );
  const { parcels } = importParcels(await readFeatures(path), year);
  return parcels.filter((parcel) => parcel.year == null || parcel.year === year);
}

/** The tile of an item, from its metadata where they tell, else from its file. */
export async function tileOf(item: StacItem, { signal, access }: Pick<UnitContext, 'signal' | 'access'>): Promise<Tile> {
  const id = seriesGroups([item])[0]?.id ?? item.id;
  const declared = Object.keys(item.assets).includes('red') ? gridOfItem(item, 'red') : null;
  if (declared != null) return { id, grid: declared };
  const scene = await openScene(item, { signal, access });
  await scene.close();
  return { id, grid: scene.grid };
}

export interface TileParcels {
  /** From north to south. */
  readonly parcels: readonly Parcel[];
  /** That a neighbouring tile judges. */
  readonly ofNeighbours: number;
  /** That lie beside this tile, or in it but beside the area asked for. */
  readonly beside: number;
}

/**
 * Parcels that a tile judges: those it meets, unless a neighbour holds them deeper inside. So one that lies across an edge goes to the tile that
 * holds it whole, and none is judged twice.
 */
export function tileParcels(parcels: readonly Parcel[], tile: Tile, neighbours: readonly Tile[], window: UnitTask['window']): TileParcels {
  const boxes = new Map([tile, ...neighbours].map((one) => [one, bboxLonLatOf(one.grid)]));
  const own: { parcel: Parcel; row: number }[] = [];
  let [ofNeighbours, beside] = [0, 0];
  for (const parcel of parcels) {
    const box = geometryBbox(parcel.geometry);
    const placed = overlaps(box, boxes.get(tile) as BboxLonLat) ? placeParcel(parcel.geometry, tile.grid).window : null;
    if (placed == null || (window != null && intersectWindows(placed, window) == null)) {
      beside++;
      continue;
    }
    const rivals = neighbours.filter((one) => overlaps(box, boxes.get(one) as BboxLonLat));
    const depth = rivals.length === 0 ? 0 : depthInTile(parcel, tile.grid);
    const isTheirs = rivals.some((one) => {
      const other = depthInTile(parcel, one.grid);
      return other > depth || (other === depth && one.id < tile.id);
    });
    if (isTheirs) ofNeighbours++;
    else own.push({ parcel, row: placed.row });
  }
  own.sort((a, b) => a.row - b.row || (a.parcel.id < b.parcel.id ? -1 : 1));
  return { parcels: own.map(({ parcel }) => parcel), ofNeighbours, beside };
}

function overlaps([aw, as, ae, an]: BboxLonLat, [bw, bs, be, bn]: BboxLonLat): boolean {
  return aw <= be && bw <= ae && as <= bn && bs <= an;
}
