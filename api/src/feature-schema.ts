import type { MonitorAttribute } from '@landsicht/core';
import type { StoredMonitor } from '@landsicht/pipeline/store';
import type { Context } from 'hono';
import { linkTo, mediaTypes } from './links.js';
import { localize } from './local-text.js';

/** JSON Schema of a collection's properties. Only one is a date-time: GDAL filters any of them by the parameter `datetime`. */
export function propertySchemas(c: Context, { info }: StoredMonitor): Readonly<Record<string, object>> {
  const classes = info.classes.filter(({ detect }) => detect);
  return {
    ...Object.fromEntries((info.attributes ?? []).map((attribute) => [attribute.id, attributeSchema(c, attribute)])),
    id: { type: 'string', title: 'Identifier', 'x-ogc-role': 'id' },
    monitor: { type: 'string', title: 'Monitor', enum: [info.id] },
    class: { type: 'string', title: 'Class', ...(classes.length === 0 ? {} : { enum: classes.map(({ id }) => id) }) },
    areaM2: { type: 'number', title: 'Area', 'x-ogc-unit': 'm2' },
    areaEpsg: { type: 'integer', title: 'EPSG code of the CRS the area was measured in' },
    likelihood: { type: 'number', title: 'Likelihood', minimum: 0, maximum: 1 },
    observedUtc: { type: 'string', format: 'date-time', title: 'Time of the observation', 'x-ogc-role': 'primary-instant' },
    sceneIds: { type: 'array', items: { type: 'string' }, title: 'Scenes it was seen in' },
    unitKey: { type: 'string', title: 'Unit of work that made it' },
    madeBy: { type: 'string', title: 'Made by', enum: ['machine'] },
  };
}

/** Days are no date-times: `datetime` is about the observation. */
function attributeSchema(c: Context, { type, title, unit }: MonitorAttribute): object {
  const types = { text: 'string', number: 'number', date: 'string', flag: 'boolean' } as const;
  return {
    type: types[type],
    title: localize(c, title),
    ...(type === 'date' ? { format: 'date' } : {}),
    ...(unit == null ? {} : { 'x-ogc-unit': unit }),
  };
}

/** Filters that every collection has as query parameters, beside bbox and datetime. */
export const filterNames = ['id', 'monitor', 'class', 'areaM2', 'areaEpsg', 'likelihood', 'unitKey'] as const;

export function schemaDocument(c: Context, monitor: StoredMonitor, path: string, properties: Readonly<Record<string, object>>): object {
  const id = linkTo(c, `/collections/${monitor.info.id}${path}`, 'self', mediaTypes.schema).href;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    type: 'object',
    title: localize(c, monitor.info.title),
    properties: { geometry: { 'x-ogc-role': 'primary-geometry', format: 'geometry-polygon-or-multipolygon' }, ...properties },
    additionalProperties: false,
  };
}
