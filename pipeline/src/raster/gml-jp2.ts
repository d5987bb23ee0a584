import type { Affine } from '@landsicht/core';

/** The grid in a GMLJP2 box (OGC 05-047r3, 08-085r8), as Copernicus writes it: origin at a pixel *centre*, one offset vector a column and a row. */
export function parseGmlJp2(xml: string): { transform: Affine | null; epsg: number | null } {
  const grid = /<(?:\w+:)?RectifiedGrid\b[\s\S]*?<\/(?:\w+:)?RectifiedGrid>/.exec(xml)?.[0] ?? '';
  const srs = /srsName="([^"]*)"/.exec(grid)?.[1] ?? /srsName="([^"]*)"/.exec(xml)?.[1] ?? '';
  const code = /EPSG(?:::|:[\d.]*:|:|\/[\d.]+\/)(\d{4,6})$/i.exec(srs.trim())?.[1];
  const epsg = code == null ? null : Number(code);
  const origin = pair(/<(?:\w+:)?pos\b[^>]*>([^<]*)</.exec(grid)?.[1]);
  const [byColumn, byRow] = [...grid.matchAll(/<(?:\w+:)?offsetVector\b[^>]*>([^<]*)</g)].map(([, text]) => pair(text));
  if (origin == null || byColumn == null || byRow == null) return { transform: null, epsg };
  // Latitude or northing first, as some EPSG codes define it: then a column steps along the second axis
  const flipped = Math.abs(byColumn[0]) < Math.abs(byColumn[1]);
  const [x, y, a, d, b, e] = [origin, byColumn, byRow].flatMap(([first, second]) => (flipped ? [second, first] : [first, second])) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (a * e - b * d === 0) return { transform: null, epsg };
  return { transform: [a, b, x - (a + b) / 2, d, e, y - (d + e) / 2], epsg };
}

function pair(text: string | undefined): [number, number] | null {
  const numbers = (text ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [first, second] = numbers;
  return first != null && second != null && Number.isFinite(first) && Number.isFinite(second) ? [first, second] : null;
}
