import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BboxLonLat, Detection } from '@landsicht/core';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { planarArea } from '../../../vector/area.js';
import { projectGeometry } from '../../../vector/project-geometry.js';
import { defaultEventRules } from './event-rules.js';
import { cellM2 } from './lattice.js';
import type { Observation } from './observation.js';
import { trackEvents } from './track-events.js';

const folder = fileURLToPath(new URL('../../../../../../shared/data/flood/emsr332-veneto/shapefiles/observed_event/', import.meta.url));
const hasData = existsSync(folder);
const hasGdal = spawnSync('ogr2ogr', ['--version']).status === 0;
const needs = [hasData ? null : '../shared/data', hasGdal ? null : 'gdal-bin'].filter((name) => name != null);
const skipped = needs.length === 0 ? '' : ` (skipped: needs ${needs.join(' and ')})`;

/** The delineation of an area of EMSR332 (© 2018 European Union) as a look that saw everything around it. */
function delineation(area: string, product: 'DEL' | 'DEL_MONIT01', observedUtc: string): Observation {
  const file = `${folder}EMSR332_${area}_${product}_v1_observed_event_a.shp`;
  const lines = execFileSync('ogr2ogr', ['-f', 'GeoJSONSeq', '-t_srs', 'EPSG:4326', '-lco', 'RS=NO', '/vsistdout/', file], {
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  const features = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Feature<Polygon | MultiPolygon>);
  const at = new Date(observedUtc);
  const detections = features.map(
    ({ geometry }, i): Detection => ({
      id: `${product}-${i}`,
      monitor: 'flood',
      class: 'flood',
      geometry,
      areaM2: planarArea(projectGeometry(geometry, 4326, 32633)),
      areaEpsg: 32633,
      likelihood: null,
      observedUtc: at,
      sceneIds: [product],
      unitKey: product,
    }),
  );
  const bboxLonLat: BboxLonLat = [11, 45, 13.2, 46.2];
  return {
    sceneIds: [product],
    unitKeys: [product],
    observedUtc: at,
    bboxLonLat,
    flags: [],
    detections,
    observedPart: async (region) => region,
    likelihoodIn: async () => null,
  };
}

describe('EMSR332, two real dates', () => {
  it.skipIf(needs.length > 0)(`follows the floods of Pordenone from the first delineation to the monitoring${skipped}`, async () => {
    const first = delineation('08PORDENONE', 'DEL', '2018-10-31T05:18:00Z');
    const second = delineation('08PORDENONE', 'DEL_MONIT01', '2018-11-03T17:05:00Z');
    const events = await trackEvents([second, first], { rules: defaultEventRules, areas: [] });
    const old = events.filter(({ firstSeenUtc }) => firstSeenUtc < second.observedUtc);
    expect(old.length).toBeGreaterThan(10);
    expect(old.every(({ history }) => history.length === 2 && history[1]?.state === 'update')).toBe(true);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    // 526.6 ha and 530.1 ha by ST_Area(ST_Union()) of GEOS: the monitoring holds polygons that lie on each other (636.1 ha as a sum).
    // Waters below 1 ha are not raised.
    const haNow = events.reduce((sum, { whole }) => sum + whole.areaM2, 0) / 10_000;
    const haFirst = old.reduce((sum, { history }) => sum + (history[0]?.areaM2 ?? 0), 0) / 10_000;
    expect(haFirst / 526.55).toBeGreaterThan(0.99);
    expect(haFirst / 526.55).toBeLessThanOrEqual(1);
    expect(haNow / 530.13).toBeGreaterThan(0.99);
    expect(haNow / 530.13).toBeLessThan(1.003);
    for (const { water, whole } of events) expect(Math.abs((water.cells * cellM2) / whole.areaM2 - 1)).toBeLessThan(0.03);
  });
});
