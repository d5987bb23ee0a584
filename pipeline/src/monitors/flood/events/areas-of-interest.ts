import { LandsichtError, type LandsichtErrorCode } from '@landsicht/core';
import { z } from 'zod';
import { readFeatures } from '../products/placed-features.js';
import type { AreaOfInterest } from './alerts.js';
import { type EventRules, severities } from './event-rules.js';
import { regionOfGeometry } from './lattice.js';
import type { Region } from './region.js';

export interface PlacedArea extends AreaOfInterest {
  /** null: everywhere. */
  readonly region: Region | null;
}

const properties = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  title: z.string().optional(),
  name: z.string().optional(),
  raiseHa: z.number().positive().optional(),
  minimumSeverity: z.enum(severities).optional(),
});

/** Without areas of interest every event counts. */
export function everywhere(rules: EventRules): PlacedArea {
  return { id: 'everywhere', title: 'Gesamtes Gebiet', raiseHa: rules.raiseHa, minimumSeverity: 'Minor', region: null };
}

/** Polygons of GeoJSON files: properties `id`, `title` or `name`, `raiseHa` (default the rules'), `minimumSeverity` (default Minor). */
export async function readAreas(files: readonly string[], rules: EventRules): Promise<PlacedArea[]> {
  const areas: PlacedArea[] = [];
  for (const file of files) {
    const { features } = await readFeatures(file);
    for (const [i, feature] of features.entries()) {
      const place = `${file}, feature ${i + 1}`;
      const { geometry } = feature;
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') {
        throw wrong('bad-argument', `${place}: expected a Polygon or MultiPolygon, got ${geometry.type}. Draw the area as a polygon`);
      }
      const parsed = properties.safeParse(feature.properties ?? {});
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw wrong('bad-argument', `${place}: property ${issue?.path.join('.')}: ${issue?.message}. Correct it`);
      }
      const { id = feature.id, title, name, raiseHa = rules.raiseHa, minimumSeverity = 'Minor' } = parsed.data;
      const areaId = String(
        id ??
          name ??
          title ??
          `${features.length === 1 ? '' : `${i + 1}-`}${file
            .split('/')
            .at(-1)
            ?.replace(/\.[^.]*$/, '')}`,
      );
      if (raiseHa < rules.raiseHa) {
        throw wrong(
          'bad-argument',
          `${place}: raiseHa ${raiseHa} lies below the ${rules.raiseHa} ha from which events are raised at all. Raise it, or lower raiseHa in --rules`,
        );
      }
      if (areas.some((area) => area.id === areaId)) {
        throw wrong('bad-argument', `${place}: the id "${areaId}" is there twice. Give every area a property "id" of its own`);
      }
      areas.push({ id: areaId, title: title ?? name ?? areaId, raiseHa, minimumSeverity, region: regionOfGeometry(geometry) });
    }
  }
  return areas;
}

function wrong(code: LandsichtErrorCode, message: string): LandsichtError {
  return new LandsichtError(code, message);
}
