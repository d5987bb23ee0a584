import type { Grid } from '@landsicht/core';
import type { Polygon } from 'geojson';
import { expect, it } from 'vitest';
import { validateItem } from '../validate-item.js';
import { folderItem } from './folder-item.js';

const grid: Grid = { width: 10_000, height: 10_000, transform: [0.2, 0, 412_000, 0, -0.2, 5_658_000], epsg: 25833 };
const band = { name: null, unit: null, scale: 1, offset: 0, nodata: null };
const raster = {
  format: 'geotiff',
  pixelType: 'u8',
  bands: [band, band, band, { ...band, nodata: 0 }],
  grid,
  georeference: 'affine',
} as const;
const day = new Date('2024-06-12');
const parts = {
  id: 'dop20rgbi_33412_5656_2_sn',
  path: '/data/dop20rgbi_33412_5656_2_sn.tif',
  sensor: 'dop20',
  bands: ['red', 'green', 'blue', 'alpha'],
  acquisition: { startUtc: day, endUtc: day, basis: 'argument' },
  attribution: '© GeoSN, dl-de/by-2-0',
} as const;

it('describes grid, bands and sensor so that a scene can be opened from the item alone', () => {
  const item = validateItem(folderItem(raster, parts), 'made here');
  expect(item.assets['image']).toMatchObject({
    href: parts.path,
    'proj:epsg': 25833,
    'proj:code': 'EPSG:25833',
    'proj:shape': [10_000, 10_000],
    'proj:transform': [0.2, 0, 412_000, 0, -0.2, 5_658_000],
    'proj:bbox': [412_000, 5_656_000, 414_000, 5_658_000],
    'eo:bands': [{ name: 'red', common_name: 'red' }, { common_name: 'green' }, { common_name: 'blue' }, { name: 'alpha' }],
    'raster:bands': [{ data_type: 'uint8' }, {}, {}, { data_type: 'uint8', nodata: 0 }],
  });
  expect(item.properties).toMatchObject({
    datetime: '2024-06-12T00:00:00.000Z',
    'landsicht:sensor': 'orthophoto',
    attribution: '© GeoSN, dl-de/by-2-0',
  });
  const [ring] = (item.geometry as Polygon).coordinates;
  // south-west and north-east corner by gdaltransform -s_srs EPSG:25833 -t_srs EPSG:4326
  expect(ring?.[0]).toEqual([expect.closeTo(13.7445576559, 8), expect.closeTo(51.0487866899, 8)]);
  expect(ring?.[16]).toEqual([expect.closeTo(13.7726079882, 8), expect.closeTo(51.0670703431, 8)]);
});

it('gives the span of several flight days', () => {
  const span = { startUtc: day, endUtc: new Date('2024-06-14'), basis: 'akt-csv' } as const;
  expect(folderItem(raster, { ...parts, acquisition: span }).properties).toMatchObject({
    start_datetime: '2024-06-12T00:00:00.000Z',
    end_datetime: '2024-06-14T00:00:00.000Z',
  });
});

it.each([
  ['no-crs', /gdal_edit\.py -a_srs EPSG:25833/],
  ['gcps', /ground control points/],
  ['none', /no georeference/],
  ['affine', /not one Landsicht knows/],
] as const)('explains what to do about a file with georeference "%s" and no grid', (georeference, message) => {
  const make = () => folderItem({ ...raster, grid: null, georeference }, parts);
  expect(make).toThrow(message);
  expect(make).toThrow(expect.objectContaining({ code: 'crs-missing' }));
});
