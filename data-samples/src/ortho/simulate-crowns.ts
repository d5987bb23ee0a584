import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CogLayout, crsTransform, LandsichtError, type WriteCog } from '@landsicht/core';
import { northUpGrid } from '../land/north-up-grid.js';
import { regionEast, regionNorth } from '../land/region.js';
import { type AssetFile, degrees, itemDir, writeCatalogue, writeItem, writeJson } from '../write/stac-files.js';
import { streamRasters } from '../write/stream-rasters.js';
import { Canopy } from './canopy.js';
import { classOf, makeCrownStand } from './crown-stand.js';
import { type Crown, crownClass, crownRadiusM } from './crowns.js';
import { CanopyPainter, type Rgbi } from './paint-canopy.js';

export interface SimulateCrownsOptions {
  /** Folder to write into; made if missing. */
  readonly dir: string;
  /** Default 1. */
  readonly seed?: number;
  /** Default 800: 160 m at 20 cm. */
  readonly sizePx?: number;
  /** Ground sampling distance, 0.02 to 0.5 m; default 0.2. Below 0.15 the item is a drone's. */
  readonly pixelM?: number;
  /** Default rgbi. */
  readonly bands?: 'rgbi' | 'rgb';
  /** Default leaf-on (August); leaf-off is early March. */
  readonly season?: 'leaf-on' | 'leaf-off';
  /** Default 150° and 45°. */
  readonly sunAzimuthDeg?: number;
  readonly sunElevationDeg?: number;
  /** Of the camera, per band red, green, blue, near infrared; default 1. */
  readonly gain?: Rgbi;
  readonly writeCog: WriteCog;
  readonly signal?: AbortSignal;
}

export interface SimulatedCrowns {
  /** Path of catalog.json. */
  readonly catalog: string;
  readonly itemId: string;
  readonly image: string;
  /** GeoJSON outlines (lon/lat) with `class` and `heightM`; which crown is seen (u16, id = feature id); `crownClass` seen; height above ground, m. */
  readonly truth: { readonly crowns: string; readonly instances: string; readonly classes: string; readonly ndsm: string };
  /** Crowns whose trunk is in the picture, by class. */
  readonly counts: Readonly<Record<string, number>>;
}

const classNames = Object.fromEntries(Object.entries(crownClass).map(([name, code]) => [code, name]));

/** A mosaic of an aerial or drone flight over a forest in which every crown is known, as static STAC. */
export async function simulateCrowns(options: SimulateCrownsOptions): Promise<SimulatedCrowns> {
  const { dir, seed = 1, sizePx = 800, pixelM = 0.2, bands = 'rgbi', season = 'leaf-on', gain = [1, 1, 1, 1], writeCog, signal } = options;
  const { sunAzimuthDeg: azimuthDeg = 150, sunElevationDeg: elevationDeg = 45 } = options;
  if (!(pixelM >= 0.02 && pixelM <= 0.5)) throw new LandsichtError('bad-argument', `pixelM is ${pixelM}; expected 0.02 to 0.5 m`);
  if (!(Number.isInteger(sizePx) && sizePx >= 64 && sizePx <= 8000))
    throw new LandsichtError('bad-argument', `sizePx is ${sizePx}; expected 64 to 8000 pixels`);
  if (!(elevationDeg > 5 && elevationDeg <= 90))
    throw new LandsichtError('bad-argument', `sunElevationDeg is ${elevationDeg}; expected above 5 up to 90`);
  const sizeM = sizePx * pixelM;
  const [west, north] = [regionEast + 9000, regionNorth + 9000];
  const grid = northUpGrid(west, north, pixelM, sizePx, sizePx, 25833);
  const stand = makeCrownStand(seed, sizeM);
  const { crowns } = stand;
  const canopy = new Canopy(crowns, 0, sizeM, sizePx, pixelM);
  const painter = new CanopyPainter(canopy, crowns, { seed, sun: { azimuthDeg, elevationDeg }, season, gain });
  const id = `SIM_${pixelM < 0.15 ? 'DRONE' : 'DOP'}_${Math.round(pixelM * 100)}CM_${bands.toUpperCase()}_${season}_${seed}`;
  const root = itemDir(dir, 'dop20', id);
  await mkdir(root, { recursive: true });
  const names = (['red', 'green', 'blue', 'nir'] as const).slice(0, bands.length);
  const paths = {
    image: join(root, 'image.tif'),
    instances: join(root, 'instances.tif'),
    classes: join(root, 'classes.tif'),
    ndsm: join(root, 'ndsm.tif'),
  };
  const layout = (pixelType: CogLayout['pixelType'], layers: readonly string[], overviews: 'average' | 'mode'): CogLayout => ({
    grid,
    pixelType,
    bands: layers.map((name) => ({ name })),
    overviews,
  });
  const targets = [
    { path: paths.image, layout: { ...layout('u8', names, 'average'), nodata: 0 } },
    { path: paths.instances, layout: layout('u16', ['crown'], 'mode') },
    { path: paths.classes, layout: layout('u8', ['class'], 'mode') },
    { path: paths.ndsm, layout: layout('f32', ['ndsm'], 'average') },
  ];
  const render = (row0: number, rows: number) => {
    const image = names.map(() => new Uint8Array(rows * sizePx));
    const [instances, classes, ndsm] = [new Uint16Array(rows * sizePx), new Uint8Array(rows * sizePx), new Float32Array(rows * sizePx)];
    for (let at = 0; at < rows * sizePx; at++) {
      const [x, y] = [((at % sizePx) + 0.5) * pixelM, sizeM - (row0 + Math.floor(at / sizePx) + 0.5) * pixelM];
      const top = painter.crownAt(x, y);
      const crown = crowns[top];
      if (crown != null) {
        instances[at] = top + 1;
        classes[at] = classOf(crown);
        ndsm[at] = canopy.heightM[canopy.indexAt(x, y)] as number;
      }
      painter.paint(x, y, at, image, stand.groundAt);
    }
    return [
      { bands: image, rows },
      { bands: [instances], rows },
      { bands: [classes], rows },
      { bands: [ndsm], rows },
    ];
  };
  await streamRasters(targets, sizePx, render, { writeCog, signal });
  const inside = crowns.map((crown, k) => ({ crown, k })).filter(({ crown: { x, y } }) => x > 0 && y > 0 && x < sizeM && y < sizeM);
  const outlines = join(root, 'crowns.geojson');
  await writeJson(outlines, {
    type: 'FeatureCollection',
    features: inside.map(({ crown, k }) => outline(crown, k + 1, west, north - sizeM)),
  });
  const label = (key: string, path: string, title: string): AssetFile => ({
    key,
    path,
    title: `Truth: ${title}`,
    type: 'cog',
    roles: ['labels'],
    grid,
  });
  const item = await writeItem(dir, {
    id,
    collection: 'dop20',
    grid,
    utc: new Date(season === 'leaf-on' ? '2025-08-06T09:40:00Z' : '2025-03-02T10:20:00Z'),
    extensions: ['https://stac-extensions.github.io/eo/v1.1.0/schema.json', 'https://stac-extensions.github.io/view/v1.0.0/schema.json'],
    properties: {
      gsd: pixelM,
      instruments: ['aerial camera'],
      'landsicht:sensor': pixelM < 0.15 ? 'drone' : 'orthophoto',
      'view:sun_azimuth': azimuthDeg,
      'view:sun_elevation': elevationDeg,
    },
    assets: [
      {
        key: 'image',
        path: paths.image,
        title: `${bands.toUpperCase()} mosaic, ${Math.round(pixelM * 100)} cm`,
        type: 'cog',
        roles: ['data'],
        grid,
        members: {
          'eo:bands': names.map((name) => ({ name, common_name: name })),
          'raster:bands': names.map(() => ({ data_type: 'uint8', nodata: 0, spatial_resolution: pixelM })),
        },
      },
      label('instances', paths.instances, 'number of the crown seen from above, 0 = ground'),
      label('classes', paths.classes, 'class seen (0 ground, 1 healthy, 2 green attack, 3 red, 4 grey, 5 broadleaf)'),
      label('ndsm', paths.ndsm, 'height above ground, m'),
      { key: 'crowns', path: outlines, title: 'Truth: crown outlines and classes', type: 'geojson', roles: ['labels'] },
    ],
  });
  const counts: Record<string, number> = {};
  for (const { crown } of inside) {
    const name = classNames[classOf(crown)] as string;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const { image, ...truth } = paths;
  return { catalog: await writeCatalogue(dir, seed, [item]), itemId: id, image, truth: { ...truth, crowns: outlines }, counts };
}

function outline(crown: Crown, id: number, west: number, south: number): object {
  const toLonLat = crsTransform(25833, 4326).forward;
  const ring = Array.from({ length: 25 }, (_, k) => {
    const angle = ((k % 24) * Math.PI) / 12;
    const r = crownRadiusM(crown, angle);
    return toLonLat(west + crown.x + r * Math.cos(angle), south + crown.y + r * Math.sin(angle)).map(degrees);
  });
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: { class: classNames[classOf(crown)], heightM: Math.round(crown.heightM * 10) / 10 },
  };
}
