import type { Grid } from '@landsicht/core';
import { type Backscatter, readFramed } from '../sar/backscatter.js';
import { medianCodes } from '../sar/change-detector.js';
import { notObservedCode } from '../sar/db-codes.js';

/** Scenes that say what is usual: as many as the change detector compares with. */
const usualScenes = 5;

/** Codes of σ0 of a band of rows, now and usually (median of the earlier scenes); 0 = not observed, null = no such polarisation. */
export interface GroundRows {
  readonly width: number;
  readonly nowVh: Uint8Array | null;
  readonly nowVv: Uint8Array | null;
  readonly usualVh: Uint8Array | null;
  readonly usualVv: Uint8Array | null;
  /** The darkest VV of the earlier scenes. */
  readonly lowestVv: Uint8Array | null;
}

export interface BandOfRows {
  readonly grid: Grid;
  readonly row: number;
  readonly rows: number;
  /** Rows more above and below. */
  readonly haloRows: number;
}

/** Reads the subject and the latest earlier scenes of its orbit. */
export async function readGround(subject: Backscatter, earlier: readonly Backscatter[], band: BandOfRows): Promise<GroundRows> {
  const read = (scene: Backscatter, one: 'vh' | 'vv') => {
    const scratch = scene[one];
    return scratch == null ? null : readFramed(scratch, band.grid, band.row, band.rows, band.haloRows);
  };
  const latest = async (one: 'vh' | 'vv') =>
    (await Promise.all(earlier.slice(-usualScenes).map((scene) => read(scene, one)))).filter((rows) => rows != null);
  const [vh, vv] = [await latest('vh'), await latest('vv')];
  return {
    width: band.grid.width,
    nowVh: await read(subject, 'vh'),
    nowVv: await read(subject, 'vv'),
    usualVh: vh.length === 0 ? null : medianCodes(vh),
    usualVv: vv.length === 0 ? null : medianCodes(vv),
    lowestVv: vv.length === 0 ? null : lowestCodes(vv),
  };
}

function lowestCodes(scenes: readonly Uint8Array[]): Uint8Array {
  const lowest = new Uint8Array(scenes[0]?.length ?? 0);
  for (const codes of scenes) {
    for (let i = 0; i < lowest.length; i++) {
      const code = codes[i] as number;
      const least = lowest[i] as number;
      if (code !== notObservedCode && (least === notObservedCode || code < least)) lowest[i] = code;
    }
  }
  return lowest;
}
