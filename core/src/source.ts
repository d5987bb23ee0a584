import type { LandsichtError } from './errors.js';
import type { SceneQuery, StacItem } from './stac.js';

/** Hears of one thing that cannot be used; the rest goes on without it. */
export type OnFault = (fault: LandsichtError) => void;

/** Where scenes come from. Items are plain data: they cross threads and machines; a Scene is opened from one where it is needed. */
export interface Source {
  readonly id: string;
  /**
   * Items with absolute asset hrefs, newest first where the source can sort. An item or a part of the source that is damaged goes to
   * `onFault` and is left out; without `onFault` it ends the search.
   */
  search(query: SceneQuery, signal?: AbortSignal, onFault?: OnFault): AsyncIterable<StacItem>;
}
