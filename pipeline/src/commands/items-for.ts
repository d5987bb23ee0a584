import type { BboxLonLat, OnFault, SceneQuery, StacItem } from '@landsicht/core';
import type { Workspace } from '../runs/workspace.js';
import { listItems } from '../sources/catalogue-store.js';
import { openSource } from '../sources/open-source.js';
import { type CommandIo, dateOption, listOption, type OptionValues } from './command.js';

/** The items a run is asked for: of the catalogues named with --catalog, else of the workspace's own catalogue. */
export async function itemsFor(
  values: OptionValues,
  workspace: Workspace,
  bboxLonLat: BboxLonLat | null,
  io: CommandIo,
  signal: AbortSignal,
  onFault: OnFault,
): Promise<readonly StacItem[]> {
  const query = queryOf(values, bboxLonLat);
  const catalogs = listOption(values, 'catalog');
  if (catalogs.length === 0) return listItems(workspace.catalogueDir, query, signal, onFault);
  const items: StacItem[] = [];
  for (const catalog of catalogs) items.push(...(await itemsOfCatalogue(catalog, query, signal, onFault)));
  io.stderr.write(`${items.length} items in ${catalogs.join(', ')}\n`);
  return items;
}

/** Collections, area and time of the command line. */
export function queryOf(values: OptionValues, bboxLonLat: BboxLonLat | null): SceneQuery {
  const collections = listOption(values, 'collection');
  const fromUtc = dateOption(values, 'from');
  const toUtc = dateOption(values, 'to');
  return {
    ...(collections.length === 0 ? {} : { collections }),
    ...(bboxLonLat == null ? {} : { bboxLonLat }),
    ...(fromUtc == null ? {} : { fromUtc }),
    ...(toUtc == null ? {} : { toUtc }),
  };
}

export async function itemsOfCatalogue(catalog: string, query: SceneQuery, signal: AbortSignal, onFault: OnFault): Promise<StacItem[]> {
  const source = await openSource(catalog, {}, signal);
  const items: StacItem[] = [];
  for await (const item of source.search(query, signal, onFault)) items.push(item);
  return items;
}
