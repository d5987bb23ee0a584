import { LandsichtError } from '@landsicht/core';

/** A CRS as other programs know it: `wkt` is OGC WKT 1 with authority codes, `esriWkt` what lies in a .prj file. */
export interface CrsWkt {
  readonly epsg: number;
  readonly name: string;
  readonly wkt: string;
  readonly esriWkt: string;
}

interface Datum {
  readonly epsg: number;
  readonly name: string;
  readonly esri: string;
  readonly datum: string;
  readonly esriDatum: string;
  readonly datumEpsg: number;
  readonly spheroid: string;
  readonly axes: string;
  readonly spheroidEpsg: number;
}

const wgs84: Datum = {
  epsg: 4326,
  name: 'WGS 84',
  esri: 'GCS_WGS_1984',
  datum: 'WGS_1984',
  esriDatum: 'D_WGS_1984',
  datumEpsg: 6326,
  spheroid: 'WGS 84',
  axes: '6378137,298.257223563',
  spheroidEpsg: 7030,
};
const etrs89: Datum = {
  epsg: 4258,
  name: 'ETRS89',
  esri: 'GCS_ETRS_1989',
  datum: 'European_Terrestrial_Reference_System_1989',
  esriDatum: 'D_ETRS_1989',
  datumEpsg: 6258,
  spheroid: 'GRS 1980',
  axes: '6378137,298.257222101',
  spheroidEpsg: 7019,
};
const dhdn: Datum = {
  epsg: 4314,
  name: 'DHDN',
  esri: 'GCS_Deutsches_Hauptdreiecksnetz',
  datum: 'Deutsches_Hauptdreiecksnetz',
  esriDatum: 'D_Deutsches_Hauptdreiecksnetz',
  datumEpsg: 6314,
  spheroid: 'Bessel 1841',
  axes: '6377397.155,299.1528128',
  spheroidEpsg: 7004,
};

/** EPSG codes a file with its own CRS can be written in: those of `crsTransform` save 3413 (no forest there). */
export const exportEpsgText = '4326, 4258, 3857, 3035, 31467–31469, 25828–25838, 32601–32660, 32701–32760';

/** Names, parameters and order as in the EPSG registry and Esri's list, so that every GIS recognises them. */
export function crsWkt(epsg: number): CrsWkt {
  const found = describe(epsg);
  if (found == null) throw new LandsichtError('crs-unknown', `EPSG:${epsg}: expected one of ${exportEpsgText}`);
  return found;
}

function describe(epsg: number): CrsWkt | null {
  if (epsg === 4326) return geographic(wgs84);
  if (epsg === 4258) return geographic(etrs89);
  if (epsg >= 32601 && epsg <= 32660) return utm(epsg, wgs84, epsg - 32600, 'N');
  if (epsg >= 32701 && epsg <= 32760) return utm(epsg, wgs84, epsg - 32700, 'S');
  if (epsg >= 25828 && epsg <= 25838) return utm(epsg, etrs89, epsg - 25800, 'N');
  if (epsg >= 31467 && epsg <= 31469) return gaussKrueger(epsg, epsg - 31464);
  if (epsg === 3035) return laeaEurope();
  if (epsg === 3857) return webMercator();
  return null;
}

function geographic(datum: Datum): CrsWkt {
  return { epsg: datum.epsg, name: datum.name, wkt: geogcs(datum), esriWkt: esriGeogcs(datum) };
}

function utm(epsg: number, datum: Datum, zone: number, half: 'N' | 'S'): CrsWkt {
  const parameters = { lat0: 0, lon0: zone * 6 - 183, scale: 0.9996, east: 500_000, north: half === 'N' ? 0 : 10_000_000 };
  const esri = `${datum.esri.slice(4)}_UTM_Zone_${zone}${half}`;
  return transverseMercator(
    { epsg, name: `${datum.name} / UTM zone ${zone}${half}`, esri, esriMethod: 'Transverse_Mercator', datum },
    parameters,
  );
}

function gaussKrueger(epsg: number, zone: number): CrsWkt {
  const name = `DHDN / 3-degree Gauss-Kruger zone ${zone}`;
  const named = { epsg, name, esri: `DHDN_3_Degree_Gauss_Zone_${zone}`, esriMethod: 'Gauss_Kruger', datum: dhdn };
  return transverseMercator(named, { lat0: 0, lon0: zone * 3, scale: 1, east: zone * 1_000_000 + 500_000, north: 0 });
}

interface Named {
  readonly epsg: number;
  readonly name: string;
  readonly esri: string;
  readonly esriMethod: string;
  readonly datum: Datum;
}

interface TransverseMercator {
  readonly lat0: number;
  readonly lon0: number;
  readonly scale: number;
  readonly east: number;
  readonly north: number;
}

function transverseMercator(named: Named, { lat0, lon0, scale, east, north }: TransverseMercator): CrsWkt {
  return {
    epsg: named.epsg,
    name: named.name,
    wkt: projcs(named, 'Transverse_Mercator', [
      ['latitude_of_origin', lat0],
      ['central_meridian', lon0],
      ['scale_factor', scale],
      ['false_easting', east],
      ['false_northing', north],
    ]),
    esriWkt: esriProjcs(named, [
      ['False_Easting', east],
      ['False_Northing', north],
      ['Central_Meridian', lon0],
      ['Scale_Factor', scale],
      ['Latitude_Of_Origin', lat0],
    ]),
  };
}

function laeaEurope(): CrsWkt {
  const named: Named = {
    epsg: 3035,
    name: 'ETRS89-extended / LAEA Europe',
    esri: 'ETRS_1989_LAEA',
    esriMethod: 'Lambert_Azimuthal_Equal_Area',
    datum: etrs89,
  };
  return {
    epsg: 3035,
    name: named.name,
    wkt: projcs(named, named.esriMethod, [
      ['latitude_of_center', 52],
      ['longitude_of_center', 10],
      ['false_easting', 4_321_000],
      ['false_northing', 3_210_000],
    ]),
    esriWkt: esriProjcs(named, [
      ['False_Easting', 4_321_000],
      ['False_Northing', 3_210_000],
      ['Central_Meridian', 10],
      ['Latitude_Of_Origin', 52],
    ]),
  };
}

function webMercator(): CrsWkt {
  const named: Named = {
    epsg: 3857,
    name: 'WGS 84 / Pseudo-Mercator',
    esri: 'WGS_1984_Web_Mercator_Auxiliary_Sphere',
    esriMethod: 'Mercator_Auxiliary_Sphere',
    datum: wgs84,
  };
  const zero = [
    ['False_Easting', 0],
    ['False_Northing', 0],
    ['Central_Meridian', 0],
  ] as const;
  return {
    epsg: 3857,
    name: named.name,
    wkt: projcs(
      named,
      'Mercator_1SP',
      [
        ['central_meridian', 0],
        ['scale_factor', 1],
        ['false_easting', 0],
        ['false_northing', 0],
      ],
      ',EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"]',
    ),
    esriWkt: esriProjcs(named, [...zero, ['Standard_Parallel_1', 0], ['Auxiliary_Sphere_Type', 0]]),
  };
}

type Parameters = readonly (readonly [name: string, value: number])[];

function projcs({ epsg, name, datum }: Named, method: string, parameters: Parameters, extension = ''): string {
  const listed = parameters.map(([parameter, value]) => `PARAMETER["${parameter}",${value}]`).join(',');
  const metre = 'UNIT["metre",1,AUTHORITY["EPSG","9001"]]';
  return `PROJCS["${name}",${geogcs(datum)},PROJECTION["${method}"],${listed},${metre}${extension},AUTHORITY["EPSG","${epsg}"]]`;
}

function geogcs({ epsg, name, datum, datumEpsg, spheroid, axes, spheroidEpsg }: Datum): string {
  const ellipsoid = `SPHEROID["${spheroid}",${axes},AUTHORITY["EPSG","${spheroidEpsg}"]]`;
  const greenwich = 'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]]';
  const degree = 'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]';
  return `GEOGCS["${name}",DATUM["${datum}",${ellipsoid},AUTHORITY["EPSG","${datumEpsg}"]],${greenwich},${degree},AUTHORITY["EPSG","${epsg}"]]`;
}

function esriProjcs({ esri, esriMethod, datum }: Named, parameters: Parameters): string {
  const listed = parameters.map(([name, value]) => `PARAMETER["${name}",${decimal(value)}]`).join(',');
  return `PROJCS["${esri}",${esriGeogcs(datum)},PROJECTION["${esriMethod}"],${listed},UNIT["Meter",1.0]]`;
}

function esriGeogcs({ esri, esriDatum, spheroid, axes }: Datum): string {
  const [axis = '', flattening = ''] = axes.split(',');
  const ellipsoid = `SPHEROID["${spheroid.replaceAll(' ', '_')}",${decimal(Number(axis))},${flattening}]`;
  return `GEOGCS["${esri}",DATUM["${esriDatum}",${ellipsoid}],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`;
}

/** Esri writes whole numbers with a decimal. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
