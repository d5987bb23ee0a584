import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crsTransform, type StacItem } from '@landsicht/core';
import type { Land } from '../land/land.js';
import { regionEast, regionNorth } from '../land/region.js';
import { degrees, itemDir, writeItem, writeJson } from '../write/stac-files.js';
import { type StreamOptions, streamRasters } from '../write/stream-rasters.js';
import { type Crown, crownClass, crownRadiusM } from './crowns.js';
import { OrthoRenderer, orthoPixelM, orthoUtc } from './render-ortho.js';

const stateNames = Object.fromEntries(Object.entries(crownClass).map(([name, code]) => [code, name]));

/** The orthophoto (one RGBI file) and its crowns as raster and polygons. */
export async function writeOrtho(
  root: string,
  land: Land,
  place: readonly [west: number, north: number],
  sizePx: number,
  options: StreamOptions,
): Promise<StacItem> {
  const id = `SIM_DOP20_${(regionEast + place[0]) / 10}_${(regionNorth + place[1]) / 10}_2025`;
  const dir = itemDir(root, 'dop20', id);
  await mkdir(dir, { recursive: true });
  const renderer = new OrthoRenderer(land, place[0], place[1], sizePx);
  const { grid } = renderer;
  const image = join(dir, 'image.tif');
  const crowns = join(dir, 'crowns.tif');
  const polygons = join(dir, 'crowns.geojson');
  await streamRasters(
    [
      {
        path: image,
        layout: {
          grid,
          pixelType: 'u8',
          bands: ['red', 'green', 'blue', 'nir'].map((name) => ({ name })),
          nodata: 0,
          overviews: 'average',
        },
      },
      {
        path: crowns,
        layout: {
          grid,
          pixelType: 'u8',
          bands: [{ name: 'crowns' }],
          nodata: 255,
          overviews: 'mode',
          colors: { 0: '#ffffff00', 1: '#1e5c3a', 2: '#b8c95a', 3: '#c62828', 4: '#8c8c8c' },
        },
      },
    ],
    sizePx,
    (row0, rows) => {
      const out = renderer.rows(row0, rows);
      return [
        { bands: out.rgbi, rows },
        { bands: [out.crowns], rows },
      ];
    },
    options,
  );
  const sizeM = sizePx * orthoPixelM;
  const inside = renderer.crowns.filter(({ x, y }) => x > place[0] && x < place[0] + sizeM && y < place[1] && y > place[1] - sizeM);
  await writeJson(polygons, { type: 'FeatureCollection', features: inside.map(crownFeature) });
  return writeItem(root, {
    id,
    collection: 'dop20',
    grid,
    utc: new Date(orthoUtc),
    extensions: ['https://stac-extensions.github.io/eo/v1.1.0/schema.json'],
    properties: { gsd: orthoPixelM, instruments: ['aerial camera'] },
    assets: [
      {
        key: 'image',
        path: image,
        title: 'RGBI orthophoto, 20 cm',
        type: 'cog',
        roles: ['data'],
        grid,
        members: {
          'eo:bands': ['red', 'green', 'blue', 'nir'].map((name) => ({ name, common_name: name })),
          'raster:bands': ['red', 'green', 'blue', 'nir'].map(() => ({ data_type: 'uint8', nodata: 0, spatial_resolution: orthoPixelM })),
        },
      },
      {
        key: 'crowns',
        path: crowns,
        title: 'Truth: crowns seen from above (0 none, 1 healthy, 2 green attack, 3 red, 4 grey)',
        type: 'cog',
        roles: ['labels'],
        grid,
        members: { 'raster:bands': [{ data_type: 'uint8', nodata: 255, spatial_resolution: orthoPixelM }] },
      },
      { key: 'crowns_geojson', path: polygons, title: 'Truth: crown outlines and states', type: 'geojson', roles: ['labels'] },
    ],
  });
}

function crownFeature(crown: Crown, n: number): object {
  const toLonLat = crsTransform(25833, 4326).forward;
  const ring = Array.from({ length: 17 }, (_, k) => {
    const angle = ((k % 16) * Math.PI) / 8;
    const r = crownRadiusM(crown, angle);
    return toLonLat(regionEast + crown.x + r * Math.cos(angle), regionNorth + crown.y + r * Math.sin(angle)).map(degrees);
  });
  return {
    type: 'Feature',
    id: n + 1,
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: {
      state: stateNames[crown.state],
      conifer: crown.conifer,
      heightM: Math.round(crown.heightM * 10) / 10,
      radiusM: Math.round(crown.radiusM * 100) / 100,
    },
  };
}
