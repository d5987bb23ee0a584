import type { OnFault, SceneQuery, StacItem } from '@landsicht/core';
import type { Workspace } from '../runs/workspace.js';
import { listItems } from '../sources/catalogue-store.js';
import { openSource } from '../sources/open-source.js';
import { parseAoi } from './aoi.js';
import { type CommandIo, dateOption, listOption, type OptionValues, textOption, UsageError } from './command.js';

/** The items a run is asked for: of the catalogues named with --catalog, else of the workspace's own catalogue. */
export async function itemsFor(
  { catalogs, query }: Selection,
  workspace: Workspace,
  io: CommandIo,
  signal: AbortSignal,
  onFault: OnFault,
): Promise<readonly StacItem[]> {
  if (catalogs.length === 0) return listItems(workspace.catalogueDir, query, signal, onFault);
  const items: StacItem[] = [];
  for (const catalog of catalogs) items.push(...(await itemsOfCatalogue(catalog, query, signal, onFault)));
  io.stderr.write(`${items.length} items in ${catalogs.join(', ')}\n`);
  return items;
}

export interface Selection {
  readonly catalogs: readonly string[];
  readonly query: SceneQuery;
}

/** Catalogues, collections, area and time of the command line; throws for wrong use before anything is opened. */
export async function selectionOf(values: OptionValues): Promise<Selection> {
  const aoi = textOption(values, 'aoi') ?? textOption(values, 'bbox');
  const bboxLonLat = aoi == null ? null : await parseAoi(aoi);
  const collections = listOption(values, 'collection');
  const fromUtc = dateOption(values, 'from');
  const toUtc = dateOption(values, 'to');
  if (fromUtc != null && toUtc != null && fromUtc > toUtc) throw new UsageError('--from is later than --to');
  const query = {
    ...(collections.length === 0 ? {} : { collections }),
    ...(bboxLonLat == null ? {} : { bboxLonLat }),
    ...(fromUtc == null ? {} : { fromUtc }),
    ...(toUtc == null ? {} : { toUtc }),
  };
  return { catalogs: listOption(values, 'catalog'), query };
}

export async function itemsOfCatalogue(catalog: string, query: SceneQuery, signal: AbortSignal, onFault: OnFault): Promise<StacItem[]> {
  const source = await openSource(catalog, {}, signal);
  const items: StacItem[] = [];
  for await (const item of source.search(query, signal, onFault)) items.push(item);
  return items;
}
