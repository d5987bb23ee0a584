import proj4, { type Converter } from 'proj4';
import { LandsichtError } from './errors.js';

/** Always (x, y) = (easting or longitude, northing or latitude), whatever order the authority defines. */
export type Position = [x: number, y: number];

export interface CrsTransform {
  readonly from: number;
  readonly to: number;
  forward(x: number, y: number): Position;
  inverse(x: number, y: number): Position;
}

const BESSEL = '+ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +units=m +no_defs';

/** EPSG → proj4. UTM (326xx, 327xx, 258xx) is computed. Gauß-Krüger uses the nationwide DHDN → WGS 84 parameters (EPSG:1777, 3 m). */
const definitions: Readonly<Record<number, string>> = {
  3857: '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
  4326: '+proj=longlat +datum=WGS84 +no_defs',
  4258: '+proj=longlat +ellps=GRS80 +towgs84=0,0,0 +no_defs',
  31467: `+proj=tmerc +lat_0=0 +lon_0=9 +k=1 +x_0=3500000 +y_0=0 ${BESSEL}`,
  31468: `+proj=tmerc +lat_0=0 +lon_0=12 +k=1 +x_0=4500000 +y_0=0 ${BESSEL}`,
  31469: `+proj=tmerc +lat_0=0 +lon_0=15 +k=1 +x_0=5500000 +y_0=0 ${BESSEL}`,
  3035: '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs',
  28992:
    '+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=565.4171,50.3319,465.5524,1.9342,-1.6677,9.1019,4.0725 +units=m +no_defs',
  31287:
    '+proj=lcc +lat_0=47.5 +lon_0=13.3333333333333 +lat_1=49 +lat_2=46 +x_0=400000 +y_0=400000 +ellps=bessel +towgs84=577.326,90.129,463.919,5.137,1.474,5.297,2.4232 +units=m +no_defs',
  4647: '+proj=tmerc +lat_0=0 +lon_0=9 +k=0.9996 +x_0=32500000 +y_0=0 +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs',
  3413: '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
};

function definitionOf(epsg: number): string | null {
  const known = definitions[epsg];
  if (known != null) return known;
  if (epsg >= 32601 && epsg <= 32660) return `+proj=utm +zone=${epsg - 32600} +datum=WGS84 +units=m +no_defs`;
  if (epsg >= 32701 && epsg <= 32760) return `+proj=utm +zone=${epsg - 32700} +south +datum=WGS84 +units=m +no_defs`;
  if (epsg >= 25828 && epsg <= 25838) return `+proj=utm +zone=${epsg - 25800} +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs`;
  return null;
}

export function isKnownEpsg(epsg: number): boolean {
  return definitionOf(epsg) != null;
}

/** True for CRSs in degrees. */
export function isGeographic(epsg: number): boolean {
  return epsg === 4326 || epsg === 4258;
}

function converterOf(epsg: number): Converter {
  const definition = definitionOf(epsg);
  if (definition == null) {
    throw new LandsichtError(
      'crs-unknown',
      `EPSG:${epsg} is not built in. Known: 4326, 4258, 3857, 3035, 3413, 4647, 28992, 31287, 31467–31469, 25828–25838, 32601–32660, 32701–32760. Warp the file first, e.g. gdalwarp -t_srs EPSG:25833`,
    );
  }
  return proj4(definition);
}

const transforms = new Map<string, CrsTransform>();

/** Transform between two EPSG codes, cached. Results may be non-finite outside the projection's area. */
export function crsTransform(from: number, to: number): CrsTransform {
  const key = `${from}>${to}`;
  const cached = transforms.get(key);
  if (cached != null) return cached;
  const made = makeTransform(from, to);
  transforms.set(key, made);
  return made;
}

function makeTransform(from: number, to: number): CrsTransform {
  if (from === to) {
    converterOf(from);
    return { from, to, forward: (x, y) => [x, y], inverse: (x, y) => [x, y] };
  }
  const source = lonLatConverter(from);
  const target = lonLatConverter(to);
  return {
    from,
    to,
    forward: (x, y) => target.fromLonLat(...source.toLonLat(x, y)),
    inverse: (x, y) => source.fromLonLat(...target.toLonLat(x, y)),
  };
}

/** proj4 converters go between WGS 84 lon/lat and the CRS. */
function lonLatConverter(epsg: number): { toLonLat(x: number, y: number): Position; fromLonLat(lon: number, lat: number): Position } {
  if (epsg === 4326) return { toLonLat: (x, y) => [x, y], fromLonLat: (lon, lat) => [lon, lat] };
  const converter = converterOf(epsg);
  return {
    toLonLat: (x, y) => pair(converter.inverse([x, y])),
    fromLonLat: (lon, lat) => pair(converter.forward([lon, lat])),
  };
}

function pair([x = Number.NaN, y = Number.NaN]: number[]): Position {
  return [x, y];
}

/** WGS 84 / UTM zone of a place (ignoring the Norway and Svalbard exceptions). */
export function utmEpsgFor(lon: number, lat: number): number {
  const zone = Math.min(60, Math.max(1, Math.floor((lon + 180) / 6) + 1));
  return (lat < 0 ? 32700 : 32600) + zone;
}
