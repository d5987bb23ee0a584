import type { BboxLonLat, Detection } from '@landsicht/core';
import type { Region } from './region.js';

/** One overflight, as event tracking sees it: what was found, and where it could look. */
export interface Observation {
  readonly sceneIds: readonly string[];
  readonly unitKeys: readonly string[];
  /** Start of the overflight. */
  readonly observedUtc: Date;
  /** Of the scenes together. */
  readonly bboxLonLat: BboxLonLat;
  /** Of the units: anything to know about their results. */
  readonly flags: readonly string[];
  /** Flood only: water that nothing tells from permanent water is neither flood nor dry. */
  readonly detections: readonly Detection[];
  /** The cells of a region where the scenes say flood or not flood: not cloud, no gap, not water of unknown kind. */
  observedPart(region: Region): Promise<Region>;
  /** Percent over the cells of a region; p10: a tenth of the cells is not above. null where the scenes give no likelihood. */
  likelihoodIn(region: Region): Promise<{ readonly mean: number; readonly p10: number } | null>;
}

/** By time; scenes of the same moment by name, so that any order of arrival gives one order. */
export function byTime(a: Observation, b: Observation): number {
  const difference = a.observedUtc.getTime() - b.observedUtc.getTime();
  if (difference !== 0) return difference;
  const [x, y] = [a.sceneIds.join(' '), b.sceneIds.join(' ')];
  return x < y ? -1 : x > y ? 1 : 0;
}
