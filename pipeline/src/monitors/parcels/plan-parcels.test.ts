import { affine, bboxLonLatOf, footprintLonLat, type Grid, type StacItem } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { projectGeometry } from '../../vector/project-geometry.js';
import type { Parcel } from './import/parcel.js';
import { planParcels } from './plan-parcels.js';
import { tileParcels } from './tile-parcels.js';

/** Two tiles of 5 km that share 1 km, as Sentinel-2 tiles do. */
const tileGrid = (west: number): Grid => ({ width: 500, height: 500, transform: affine.northUp(west, 5_700_000, 10), epsg: 25833 });
const [west, east] = [tileGrid(400_000), tileGrid(404_000)];

function itemOf(id: string, day: string, grid: Grid, collection = 'sentinel-2-l2a'): StacItem {
  const where = { 'proj:code': `EPSG:${grid.epsg}`, 'proj:shape': [grid.height, grid.width], 'proj:transform': [...grid.transform] };
  const bands = collection === 'sentinel-2-l2a' ? ['red', 'nir'] : ['vv', 'vh'];
  return {
    ...{ type: 'Feature', stac_version: '1.0.0', id, collection, links: [], bbox: [...bboxLonLatOf(grid)] },
    geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] },
    properties: { datetime: `${day}T10:00:00Z` },
    assets: Object.fromEntries(
      bands.map((name) => [name, { href: `/${id}/${name}.tif`, type: 'image/tiff; application=geotiff', ...where }]),
    ),
  } as unknown as StacItem;
}

const plan = (items: readonly StacItem[], year: number) => planParcels(items, { parameters: { year }, bboxLonLat: null });

describe('planParcels', () => {
  const a = ['2023-09-20', '2023-11-01', '2024-05-01', '2025-01-20', '2025-02-20'].map((day) => itemOf(`S2_${day}`, day, west));
  const radar = itemOf('S1_a', '2024-05-02', west, 'sentinel-1-grd');

  it('takes the season from October before the year to January after it, radar with it', () => {
    const [unit, ...more] = plan([...a, radar], 2024);
    expect(more).toEqual([]);
    expect(unit?.items.map(({ id }) => id)).toEqual(['S2_2025-01-20', 'S2_2023-11-01', 'S2_2024-05-01', 'S1_a']);
    expect(unit?.inputs.filter(({ role }) => role === 'subject').map(({ itemId }) => itemId)).toEqual(['S2_2024-05-01']);
  });

  it('makes a unit of a year without imagery, and takes the newest year where none is named', () => {
    expect(plan(a, 2019).map(({ items, title }) => [title.endsWith('2019'), items.length])).toEqual([[true, 1]]);
    // in January the season of the year before ends
    expect(plan(a.slice(0, 4), 0)[0]?.title).toMatch(/2024$/);
    expect(plan(a, 0)[0]?.title).toMatch(/2025$/);
  });

  it('names one item of a neighbouring tile', () => {
    const units = plan([...a, itemOf('S2_east', '2024-05-01', east)], 2024);
    expect(units.map(({ items }) => items.some(({ id }) => id === 'S2_east'))).toEqual([true, true]);
  });
});

describe('tileParcels', () => {
  const tiles = [
    { id: 'a', grid: west },
    { id: 'b', grid: east },
  ] as const;
  const field = (id: string, left: number): Parcel =>
    ({
      id,
      geometry: projectGeometry(
        {
          type: 'Polygon',
          coordinates: [
            [
              [left, 5_698_000],
              [left + 200, 5_698_000],
              [left + 200, 5_698_200],
              [left, 5_698_200],
              [left, 5_698_000],
            ],
          ],
        },
        25833,
        4326,
      ),
    }) as unknown as Parcel;

  it('gives every parcel to one tile: the one that holds it whole, or deeper', () => {
    const parcels = [
      field('west', 401_000),
      field('across the west edge of b', 403_900),
      field('across the east edge of a', 404_900),
      field('east', 407_000),
    ];
    const [a, b] = [tileParcels(parcels, tiles[0], [tiles[1]], null), tileParcels(parcels, tiles[1], [tiles[0]], null)];
    expect(a.parcels.map(({ id }) => id).sort()).toEqual(['across the west edge of b', 'west']);
    expect(b.parcels.map(({ id }) => id).sort()).toEqual(['across the east edge of a', 'east']);
    expect([a.ofNeighbours, a.beside, b.ofNeighbours, b.beside]).toEqual([1, 1, 1, 1]);
  });

  it('keeps a parcel across the edge where no neighbour has imagery', () => {
    expect(tileParcels([field('cut', 404_900)], tiles[0], [], null).parcels).toHaveLength(1);
  });
});
