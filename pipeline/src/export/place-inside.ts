import type { MultiPolygon, Polygon, Position } from 'geojson';

/** A place to walk to: the centroid of the largest part, or where that lies outside (a bent or pierced outline) the middle of its widest stretch at that height. */
export function placeInside(geometry: Polygon | MultiPolygon): [x: number, y: number] {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let largest: Position[][] = parts[0] ?? [];
  for (const part of parts) if (Math.abs(moments(part[0] ?? []).area) > Math.abs(moments(largest[0] ?? []).area)) largest = part;
  const [x, y] = centroid(largest);
  const crossings = largest.flatMap((ring) => crossingsAt(ring, y)).sort((a, b) => a - b);
  let widest: readonly [number, number] | null = null;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i] as number, crossings[i + 1] as number];
    if (x > from && x < to) return [x, y];
    if (widest == null || to - from > widest[1] - widest[0]) widest = [from, to];
  }
  return widest == null ? [x, y] : [(widest[0] + widest[1]) / 2, y];
}

/** Of the outer ring minus the holes. */
function centroid(rings: readonly Position[][]): [number, number] {
  const [ox, oy] = (rings[0]?.[0] ?? [0, 0]) as [number, number];
  let area = 0;
  let sx = 0;
  let sy = 0;
  rings.forEach((ring, i) => {
    const one = moments(ring, ox, oy);
    const sign = (i === 0 ? 1 : -1) * Math.sign(one.area);
    area += sign * one.area;
    sx += sign * one.sx;
    sy += sign * one.sy;
  });
  return area === 0 ? [ox, oy] : [ox + sx / area, oy + sy / area];
}

/** Signed area and first moments about (ox, oy), which is near: no digits are lost far from the origin. */
function moments(ring: readonly Position[], ox = ring[0]?.[0] ?? 0, oy = ring[0]?.[1] ?? 0): { area: number; sx: number; sy: number } {
  let area = 0;
  let sx = 0;
  let sy = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = [(ring[i - 1]?.[0] ?? 0) - ox, (ring[i - 1]?.[1] ?? 0) - oy];
    const [bx, by] = [(ring[i]?.[0] ?? 0) - ox, (ring[i]?.[1] ?? 0) - oy];
    const cross = ax * by - bx * ay;
    area += cross / 2;
    sx += ((ax + bx) * cross) / 6;
    sy += ((ay + by) * cross) / 6;
  }
  return { area, sx, sy };
}

function crossingsAt(ring: readonly Position[], y: number): number[] {
  const found: number[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i - 1] ?? [];
    const [bx = 0, by = 0] = ring[i] ?? [];
    if (ay > y !== by > y) found.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }
  return found;
}
