import {
  bboxLonLatOf,
  bboxOf,
  footprintLonLat,
  LandsichtError,
  type PixelType,
  type SensorId,
  type StacAsset,
  type StacItem,
} from '@landsicht/core';
import type { RasterFile } from '../../raster/raster-file.js';
import type { Acquisition } from './acquisition-date.js';
import type { FolderSensor } from './band-map.js';

export interface FolderItemParts {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly sensor: FolderSensor;
  /** Common name of each band, in file order. */
  readonly bands: readonly string[];
  readonly acquisition: Acquisition;
  readonly attribution: string | null;
}

const sensorIds: Readonly<Record<FolderSensor, SensorId>> = { dop20: 'orthophoto', drone: 'drone', generic: 'generic' };

/** STAC raster extension 1.1 data types. */
const dataTypes: Readonly<Record<PixelType, string>> = {
  u8: 'uint8',
  i8: 'int8',
  u16: 'uint16',
  i16: 'int16',
  u32: 'uint32',
  i32: 'int32',
  f32: 'float32',
  f64: 'float64',
};

type RasterFacts = Pick<RasterFile, 'format' | 'pixelType' | 'bands' | 'grid' | 'georeference'>;

/** A STAC item with one asset, `image`, for one image file. Both `proj:epsg` and `proj:code`, so that GDAL's STACIT reads it too. */
export function folderItem(raster: RasterFacts, { id, path, sensor, bands, acquisition, attribution }: FolderItemParts): StacItem {
  const { grid } = raster;
  if (grid == null) throw new LandsichtError('crs-missing', `${path}: ${crsRemedies[raster.georeference]}`);
  const { startUtc, endUtc, basis } = acquisition;
  const span = endUtc > startUtc ? { start_datetime: startUtc.toISOString(), end_datetime: endUtc.toISOString() } : {};
  const image: StacAsset = {
    href: path,
    type: raster.format === 'jpeg2000' ? 'image/jp2' : 'image/tiff; application=geotiff',
    roles: ['data'],
    'proj:epsg': grid.epsg,
    'proj:code': `EPSG:${grid.epsg}`,
    'proj:shape': [grid.height, grid.width],
    'proj:transform': [...grid.transform],
    'proj:bbox': bboxOf(grid),
    'eo:bands': bands.map((name) => (notColours.test(name) ? { name } : { name, common_name: name })),
    'raster:bands': raster.bands.map(({ scale, offset, nodata }) => ({
      data_type: dataTypes[raster.pixelType],
      ...(scale === 1 && offset === 0 ? {} : { scale, offset }),
      ...(nodata == null ? {} : { nodata: Number.isNaN(nodata) ? 'nan' : nodata }),
    })),
  };
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: [
      'https://stac-extensions.github.io/projection/v1.2.0/schema.json',
      'https://stac-extensions.github.io/raster/v1.1.0/schema.json',
      'https://stac-extensions.github.io/eo/v1.1.0/schema.json',
    ],
    id,
    collection: sensor,
    geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] },
    bbox: bboxLonLatOf(grid),
    properties: {
      datetime: startUtc.toISOString(),
      ...span,
      'landsicht:sensor': sensorIds[sensor],
      'landsicht:datetime_basis': basis,
      ...(attribution == null ? {} : { attribution }),
    },
    links: [],
    assets: { image },
  };
}

const notColours = /^(alpha|unused-\d+)$/;

const crsRemedies: Readonly<Record<RasterFile['georeference'], string>> = {
  affine: 'its coordinate system is not one Landsicht knows. Warp it first, e.g. gdalwarp -t_srs EPSG:25833',
  'no-crs': 'it has a place but no coordinate system. State it, e.g. gdal_edit.py -a_srs EPSG:25833 FILE',
  gcps: 'it is not rectified, it only has ground control points. Rectify it first, e.g. gdalwarp -t_srs EPSG:25833 IN OUT',
  none: 'it has no georeference. A world file or GDAL .aux.xml beside it can be built in with gdal_translate IN OUT.tif -a_srs EPSG:25833',
};
