import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { StacItem } from '@landsicht/core';
import { canonicalJson } from '../../runs/canonical-json.js';
import type { UnitTask } from '../../runs/unit.js';
import { unitKey } from '../../runs/unit-key.js';
import type { BeetleSeries } from './open-series.js';

/** Names of the states a series can have. */
export interface SeriesChain {
  /** Everything but the dates: ground, rules, forest. */
  readonly seriesKey: string;
  /** By number of dates − 1: key of that prefix. */
  readonly prefixKeys: readonly string[];
}

/** Content keys: the same dates and rules give the same names on any machine. The version is not in them: an old state is found, and refused. */
export async function seriesChain(task: UnitTask, series: BeetleSeries, shareOf: (item: StacItem) => number | null): Promise<SeriesChain> {
  const forestMask = String(task.parameters['forestMask'] ?? '');
  const seriesKey = sha256(
    canonicalJson({
      tileGrid: series.tileGrid,
      window: series.window,
      rules: series.rules,
      limPercCloud: task.parameters['limPercCloud'],
      forestMaskAbove: task.parameters['forestMaskAbove'],
      forestMask: forestMask === '' ? null : await fileSha256(forestMask),
    }),
  );
  let key = seriesKey;
  const prefixKeys = series.items.map((item) => {
    const assets = task.assets.filter(({ itemId }) => itemId === item.id);
    const content = unitKey({
      monitor: '',
      monitorVersion: '',
      parameters: {},
      model: null,
      inputs: [],
      items: [item],
      assets,
      window: null,
    });
    key = sha256(`${key} ${content} ${shareOf(item) ?? ''}`);
    return key;
  });
  return { seriesKey, prefixKeys };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
