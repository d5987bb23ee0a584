type Ring = readonly (readonly number[])[];

/** A place well inside a polygon (lon/lat): the middle of the widest inner stretch of scan lines through it. */
export function pointInside(geometry: { readonly type: string; readonly coordinates: unknown }): [number, number] {
  const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Ring[][];
  let best: [number, number] = [Number.NaN, Number.NaN];
  let bestWidth = 0;
  for (const rings of polygons) {
    const lats = (rings[0] ?? []).map(([, lat = 0]) => lat);
    const [low, high] = [Math.min(...lats), Math.max(...lats)];
    for (let k = 1; k < 40; k++) {
      const lat = low + ((high - low) * (k + 0.37)) / 41;
      const crossings = rings.flatMap((ring) => crossingsOf(ring, lat)).sort((a, b) => a - b);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [from = 0, to = 0] = crossings.slice(i, i + 2);
        if (to - from > bestWidth) [best, bestWidth] = [[(from + to) / 2, lat], to - from];
      }
    }
  }
  return best;
}

function crossingsOf(ring: Ring, lat: number): number[] {
  const found: number[] = [];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i] ?? [];
    const [x1 = 0, y1 = 0] = ring[i + 1] ?? [];
    if (y0 > lat !== y1 > lat) found.push(x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found;
}
