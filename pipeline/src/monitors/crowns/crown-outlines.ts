import type { Detection, Grid, Window } from '@landsicht/core';
import { simplify } from '../../vector/simplify.js';
import { toDetections } from '../../vector/to-detections.js';
import { type PixelRing, PolygonTracer, type TracedPart, type TracedPolygon } from '../../vector/trace.js';
import type { Crown, CrownPiece } from './crown-segments.js';
import { crownCodes, crownsInfo } from './info.js';

/** No removed corner of an outline lies farther than this from what is left. */
const TOLERANCE_M = 0.25;

/** Outlines of the crowns of all tiles; each crown is that of the tile which holds its middle. */
export class CrownOutlines {
  private readonly grid: Grid;
  private readonly pixelM: number;
  private readonly crowns: Crown[] = [];
  private readonly polygons: TracedPolygon[] = [];
  private readonly shapes: (readonly TracedPart[])[] = [];

  constructor(grid: Grid, pixelM: number) {
    this.grid = grid;
    this.pixelM = pixelM;
  }

  /** Returns the crowns that belong to the tile's core. */
  add({ labels, crowns }: CrownPiece, padded: Window, core: Window): readonly Crown[] {
    const own = new Map(
      crowns
        .filter(({ peak }) => holds(core, padded.col + (peak % padded.width), padded.row + Math.floor(peak / padded.width)))
        .map((crown) => [crown.label, crown]),
    );
    if (own.size === 0) return [];
    const traced: TracedPolygon[] = [];
    const tracer = new PolygonTracer(padded.width, { connectivity: 4 });
    const row = new Int32Array(padded.width);
    for (let at = 0; at < labels.length; at += padded.width) {
      for (let c = 0; c < row.length; c++) row[c] = own.has(labels[at + c] as number) ? (labels[at + c] as number) : 0;
      traced.push(...tracer.addRow(row));
    }
    traced.push(...tracer.finish());
    const placed = traced.map((polygon) => moved(polygon, padded.col, padded.row));
    const shapes = simplify(placed, { toleranceCrs: TOLERANCE_M, transform: this.grid.transform });
    placed.forEach((polygon, i) => {
      const crown = own.get(polygon.value) as Crown;
      this.crowns.push(crown);
      this.polygons.push({ ...polygon, value: crownCodes[crown.stage] });
      this.shapes.push(shapes[i] ?? polygon.parts);
    });
    return [...own.values()];
  }

  detections(about: Pick<Detection, 'observedUtc' | 'sceneIds' | 'unitKey'>): Detection[] {
    const likelihoods = new Map(this.polygons.map((polygon, i) => [polygon, this.crowns[i]?.likelihood ?? 0]));
    const detections = toDetections(
      this.polygons,
      {
        ...about,
        grid: this.grid,
        monitor: crownsInfo.id,
        classOf: (code) => crownsInfo.classes.find((one) => one.code === code)?.id ?? String(code),
        minimumAreaM2: 0, // left out before
        likelihoodOf: (polygon) => rounded(likelihoods.get(polygon) ?? 0, 2),
      },
      this.shapes,
    );
    return detections.map((detection, i) => ({ ...detection, attributes: this.attributesOf(this.crowns[i] as Crown) }));
  }

  private attributesOf({ stage, pixels, meanLoss, heightM }: Crown): NonNullable<Detection['attributes']> {
    const areaM2 = pixels * this.pixelM ** 2;
    return {
      stage,
      diameterM: rounded(2 * Math.sqrt(areaM2 / Math.PI), 1),
      crownAreaM2: rounded(areaM2, 1),
      greennessLoss: rounded(meanLoss, 2),
      heightM: heightM == null ? null : rounded(heightM, 1),
    };
  }
}

function holds({ col, row, width, height }: Window, atCol: number, atRow: number): boolean {
  return atCol >= col && atCol < col + width && atRow >= row && atRow < row + height;
}

function moved(polygon: TracedPolygon, cols: number, rows: number): TracedPolygon {
  const ring = (pixels: PixelRing): PixelRing => pixels.map((value, i) => value + (i % 2 === 0 ? cols : rows));
  return {
    ...polygon,
    firstCol: polygon.firstCol + cols,
    firstRow: polygon.firstRow + rows,
    parts: polygon.parts.map(({ exterior, holes }) => ({ exterior: ring(exterior), holes: holes.map(ring) })),
  };
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
