import type { SceneQuery, StacItem } from './stac.js';

/** Where scenes come from. Items are plain data: they cross threads and machines; a Scene is opened from one where it is needed. */
export interface Source {
  readonly id: string;
  /** Items with absolute asset hrefs, newest first where the source can sort. */
  search(query: SceneQuery, signal?: AbortSignal): AsyncIterable<StacItem>;
}
