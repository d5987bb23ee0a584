import { LandsichtError } from '@landsicht/core';
import { openRaster } from '../../raster/open-raster.js';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { openSource } from '../../sources/open-source.js';
import { delineate } from './delineate.js';
import { delineationInfo } from './info.js';
import { clearItems, readNdvi } from './ndvi-dates.js';
import { type ObjectScores, objectScores } from './object-scores.js';

/** Labelled fields that count, 10 m pixels: 0.3 ha. */
const minimumLabelPx = 30;
/** Regions smaller than 500 m² are dropped (parcels.md 7). */
const minimumFieldPx = 5;

/** Fields found in the scenes of a catalogue (items of `prefix`), against the connected pixels of equal code in a label raster. */
export async function scoreDelineation(catalog: string, label: string, prefix = ''): Promise<ObjectScores> {
  const { signal } = new AbortController();
  const source = await openSource(catalog, {}, signal);
  const items = [];
  for await (const item of source.search({}, signal)) if (item.id.startsWith(prefix)) items.push(item);
  const file = await openRaster(label);
  const { data } = await file.read({});
  const { grid } = file;
  await file.close();
  if (grid == null) throw new LandsichtError('bad-argument', `${label} lies nowhere: expected a raster with a coordinate system`);
  const area = { tileGrid: grid, window: { col: 0, row: 0, width: grid.width, height: grid.height } };
  const context = { signal, access: createAssetAccess() };
  const { minimumDepth, maximumDistance, cloudPercent } = delineationInfo.parameters;
  const clear = await clearItems(items, area, context, { cloudPercent: cloudPercent.default, progress: () => undefined });
  const { fields } = await delineate(
    grid.width,
    grid.height,
    clear.length,
    (k) => readNdvi(clear[k] as (typeof clear)[number], area, context),
    { minimumDepth: minimumDepth.default, maximumDistance: maximumDistance.default, minimumPx: minimumFieldPx },
  );
  return objectScores(fields, componentsOf(data[0] ?? [], grid.width), minimumLabelPx);
}

/** Connected pixels of one value, 4-connected, as labels 1 … n; 0 stays 0. */
function componentsOf(values: ArrayLike<number>, width: number): Int32Array {
  const labels = new Int32Array(values.length);
  let count = 0;
  for (let start = 0; start < values.length; start++) {
    if (values[start] === 0 || labels[start] !== 0) continue;
    labels[start] = ++count;
    const stack = [start];
    for (let i = stack.pop(); i != null; i = stack.pop()) {
      const col = i % width;
      for (const next of [col > 0 ? i - 1 : -1, col < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (next < 0 || labels[next] !== 0 || values[next] !== values[i]) continue;
        labels[next] = count;
        stack.push(next);
      }
    }
  }
  return labels;
}
