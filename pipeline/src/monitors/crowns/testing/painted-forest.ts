import { join } from 'node:path';
import { affine, type Grid, type StacItem } from '@landsicht/core';
import { writeCog } from '../../../raster/cog-writer.js';
import { itemOf } from '../../../scene/testing/shared-data.js';

export const pixelM = 0.2;
/** Trees stand on a lattice of this many pixels. */
const pitchPx = 25;
const radiusPx = 11;

export type Tree = 'live' | 'red' | 'grey' | 'none';
type Colour = readonly [red: number, green: number, blue: number, nir: number];

const colours: Readonly<Record<Tree, Colour>> = {
  live: [64, 86, 74, 146],
  red: [152, 112, 90, 122],
  grey: [160, 156, 150, 112],
  none: [70, 66, 55, 80],
};
const bareGround: Colour = [160, 138, 108, 140];

export interface PaintedForest {
  readonly dir: string;
  readonly id: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Which tree stands at a place of the lattice; default live. */
  tree?(col: number, row: number): Tree;
  /** Pixels of smooth bare ground: left, top, right, bottom. */
  readonly bare?: readonly [number, number, number, number];
  readonly bands?: readonly ('red' | 'green' | 'blue' | 'nir')[];
  readonly acquired?: string;
}

/** An orthophoto of round crowns lit from one side, with dark between them. */
export async function paintedForest(forest: PaintedForest): Promise<StacItem> {
  const { dir, id, widthPx: width, heightPx: height, bands = ['red', 'green', 'blue', 'nir'] } = forest;
  const grid: Grid = { width, height, transform: affine.northUp(400_000, 5_640_000, pixelM), epsg: 25833 };
  const planes = bands.map(() => new Uint8Array(width * height));
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const { colour, light } = lookAt(forest, col, row);
      const grain = ((Math.imul(col * 73856093 + row * 19349663, 2654435761) >>> 24) - 128) / 32;
      bands.forEach((band, b) => {
        const value = (colour[['red', 'green', 'blue', 'nir'].indexOf(band)] ?? 0) * light + grain + 10;
        (planes[b] as Uint8Array)[row * width + col] = Math.max(1, Math.min(254, Math.round(value)));
      });
    }
  }
  const path = join(dir, `${id}.tif`);
  await writeCog(path, { grid, pixelType: 'u8', bands: bands.map((name) => ({ name })), overviews: 'average', nodata: 0 }, planes);
  return itemOf({
    id,
    properties: { datetime: forest.acquired ?? '2024-07-15T10:00:00Z', 'landsicht:sensor': 'orthophoto' },
    assets: { image: { href: path, 'eo:bands': bands.map((name) => ({ name, common_name: name })) } },
  });
}

function lookAt(
  { tree = () => 'live', bare }: PaintedForest,
  col: number,
  row: number,
): { readonly colour: Colour; readonly light: number } {
  if (bare != null && col >= bare[0] && row >= bare[1] && col < bare[2] && row < bare[3]) return { colour: bareGround, light: 1 };
  const [i, j] = [Math.floor(col / pitchPx), Math.floor(row / pitchPx)];
  const [dx, dy] = [(col % pitchPx) - pitchPx / 2 + 0.5, (row % pitchPx) - pitchPx / 2 + 0.5];
  const kind = tree(i, j);
  if (kind === 'none' || Math.hypot(dx, dy) > radiusPx) return { colour: colours.none, light: 0.4 };
  return { colour: colours[kind], light: 0.95 - (0.4 * (dx + dy)) / (1.4 * radiusPx) };
}
