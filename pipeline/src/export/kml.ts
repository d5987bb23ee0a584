import type { Detection, MonitorClass } from '@landsicht/core';
import type { Position } from 'geojson';
import { bothTitles, type ExportColumn, type ExportTable, layerNameOf, partsOf } from './export-table.js';
import { xmlText } from './xml-text.js';

const simpleTypes: Readonly<Record<ExportColumn['type'], string>> = {
  text: 'string',
  number: 'double',
  date: 'string',
  time: 'string',
  flag: 'bool',
};

/** KML 2.2 (OGC 07-147r2): outlines in the colour of their class, with time and typed data. */
export function kml({ info, detections, columns, attribution }: ExportTable): string {
  const name = layerNameOf(info);
  const fields = columns.map(
    (column) =>
      `<SimpleField type="${simpleTypes[column.type]}" name="${xmlText(column.name)}"><displayName>${xmlText(bothTitles(column.title))}</displayName></SimpleField>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
    `<name>${xmlText(bothTitles(info.title))}</name><description>${xmlText(attribution)}</description>`,
    ...info.classes.map(style),
    `<Schema name="${name}" id="${name}">${fields.join('')}</Schema>`,
    `<Folder><name>${name}</name>`,
    ...detections.map((detection) => placemark(detection, name, columns, info.classes)),
    '</Folder></Document></kml>\n',
  ].join('\n');
}

/** KML writes colours as alpha, blue, green, red. */
function style({ id, color }: MonitorClass): string {
  const [, r = '', g = '', b = ''] = /^#(..)(..)(..)/.exec(color) ?? [];
  const bgr = `${b}${g}${r}`.toLowerCase();
  return `<Style id="${xmlText(id)}"><LineStyle><color>ff${bgr}</color><width>2</width></LineStyle><PolyStyle><color>66${bgr}</color></PolyStyle></Style>`;
}

function placemark(detection: Detection, schema: string, columns: readonly ExportColumn[], classes: readonly MonitorClass[]): string {
  const title = classes.find(({ id }) => id === detection.class)?.title.de ?? detection.class;
  const data = columns.flatMap((column) => {
    const value = column.value(detection);
    return value == null
      ? []
      : [
          `<SimpleData name="${xmlText(column.name)}">${xmlText(typeof value === 'boolean' ? (value ? '1' : '0') : String(value))}</SimpleData>`,
        ];
  });
  return [
    `<Placemark><name>${xmlText(title)}</name>`,
    `<TimeStamp><when>${detection.observedUtc.toISOString()}</when></TimeStamp>`,
    `<styleUrl>#${xmlText(detection.class)}</styleUrl>`,
    `<ExtendedData><SchemaData schemaUrl="#${schema}">${data.join('')}</SchemaData></ExtendedData>`,
    `<MultiGeometry>${partsOf(detection.geometry).map(polygon).join('')}</MultiGeometry></Placemark>`,
  ].join('');
}

function polygon(rings: readonly Position[][]): string {
  const boundary = (ring: readonly Position[], i: number): string => {
    const side = i === 0 ? 'outerBoundaryIs' : 'innerBoundaryIs';
    return `<${side}><LinearRing><coordinates>${ring.map(([x, y]) => `${x},${y}`).join(' ')}</coordinates></LinearRing></${side}>`;
  };
  return `<Polygon>${rings.map(boundary).join('')}</Polygon>`;
}
