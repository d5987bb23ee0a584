import type { Detection } from '@landsicht/core';
import { bothTitles, type ExportTable } from './export-table.js';
import { placeInside } from './place-inside.js';
import { xmlText } from './xml-text.js';

/** GPX 1.1 for the phone in the forest: a waypoint inside each outline, named by class and area, with date, likelihood and attributes to read. */
export function gpx(table: ExportTable): string {
  const { info, detections, attribution } = table;
  const waypoints = detections.map((detection) => waypoint(detection, table));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Landsicht" xmlns="http://www.topografix.com/GPX/1/1">',
    `<metadata><name>${xmlText(bothTitles(info.title))}</name><desc>${xmlText(attribution)}</desc></metadata>`,
    ...waypoints,
    '</gpx>\n',
  ].join('\n');
}

function waypoint(detection: Detection, { info, attributes }: ExportTable): string {
  const [lon, lat] = placeInside(detection.geometry);
  const day = detection.observedUtc.toISOString().slice(0, 10);
  const title = info.classes.find(({ id }) => id === detection.class)?.title ?? { de: detection.class, en: detection.class };
  const area = areaText(detection.areaM2);
  const likelihood = detection.likelihood == null ? [] : [`Wahrscheinlichkeit / likelihood: ${Math.round(detection.likelihood * 100)} %`];
  const own = attributes.flatMap(({ id, title: attribute, unit }) => {
    const value = detection.attributes?.[id];
    if (value == null) return [];
    const said = typeof value === 'boolean' ? (value ? 'ja / yes' : 'nein / no') : value;
    return [`${bothTitles(attribute)}: ${said}${unit == null ? '' : ` ${unit}`}`];
  });
  const lines = [
    bothTitles(title),
    `Aufgenommen / observed: ${day}`,
    `Fläche / area: ${area}`,
    ...likelihood,
    ...own,
    `ID: ${detection.id}`,
  ];
  return [
    `<wpt lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}">`,
    `<time>${detection.observedUtc.toISOString()}</time>`,
    `<name>${xmlText(`${title.de} ${area}`)}</name>`,
    `<desc>${xmlText(lines.join('\n'))}</desc>`,
    '<sym>Flag, Red</sym>',
    `<type>${xmlText(detection.class)}</type>`,
    '</wpt>',
  ].join('');
}

/** Crowns in m², spots in ha, with a German comma. */
function areaText(areaM2: number): string {
  return areaM2 < 1000 ? `${Math.round(areaM2)} m²` : `${(areaM2 / 1e4).toFixed(2).replace('.', ',')} ha`;
}
