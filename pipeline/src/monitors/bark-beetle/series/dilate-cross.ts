/** `iterations` dilations by the 4-neighbour cross: all pixels within that city-block distance. Beyond the edge is nothing. */
export function dilateCross(core: Uint8Array, width: number, height: number, iterations: number): Uint8Array {
  const far = iterations + 1;
  const distance = new Uint8Array(core.length);
  for (let row = 0, o = 0; row < height; row++) {
    for (let col = 0; col < width; col++, o++) {
      let d = core[o] === 0 ? far : 0;
      if (d !== 0) {
        if (col > 0) d = Math.min(d, (distance[o - 1] as number) + 1);
        if (row > 0) d = Math.min(d, (distance[o - width] as number) + 1);
      }
      distance[o] = d;
    }
  }
  for (let row = height - 1, o = core.length - 1; row >= 0; row--) {
    for (let col = width - 1; col >= 0; col--, o--) {
      let d = distance[o] as number;
      if (col < width - 1) d = Math.min(d, (distance[o + 1] as number) + 1);
      if (row < height - 1) d = Math.min(d, (distance[o + width] as number) + 1);
      distance[o] = d;
    }
  }
  for (let o = 0; o < distance.length; o++) distance[o] = (distance[o] as number) < far ? 1 : 0;
  return distance;
}
