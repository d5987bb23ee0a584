/** Size in pixels of the 8-connected spot each pixel belongs to; 0 outside. Length = width × height. */
export function spotSizes(inside: ArrayLike<number>, width: number): Uint32Array {
  const sizes = new Uint32Array(inside.length);
  for (let start = 0; start < inside.length; start++) {
    if (!inside[start] || sizes[start] !== 0) continue;
    const members = [start];
    sizes[start] = 1;
    for (let k = 0; k < members.length; k++) {
      for (const next of neighbours(members[k] as number, { width, length: inside.length, reach: 1 })) {
        if (!inside[next] || sizes[next] !== 0) continue;
        sizes[next] = 1;
        members.push(next);
      }
    }
    for (const member of members) sizes[member] = members.length;
  }
  return sizes;
}

/** 1 where a pixel that is set lies within `reach` pixels, diagonals counted as one. */
export function near(set: ArrayLike<number>, width: number, reach: number): Uint8Array {
  const out = new Uint8Array(set.length);
  for (let at = 0; at < set.length; at++) {
    if (!set[at]) continue;
    for (const next of neighbours(at, { width, length: set.length, reach })) out[next] = 1;
  }
  return out;
}

/** The smallest value above 0 within `reach` pixels, 0 = none. */
export function earliestNear(days: ArrayLike<number>, width: number, reach: number): Uint16Array {
  const out = new Uint16Array(days.length);
  for (let at = 0; at < days.length; at++) {
    const day = days[at] as number;
    if (day === 0) continue;
    for (const next of neighbours(at, { width, length: days.length, reach })) {
      if (out[next] === 0 || day < (out[next] as number)) out[next] = day;
    }
  }
  return out;
}

function neighbours(at: number, { width, length, reach }: { width: number; length: number; reach: number }): number[] {
  const [col, row] = [at % width, Math.floor(at / width)];
  const found: number[] = [];
  for (let r = Math.max(0, row - reach); r <= Math.min(length / width - 1, row + reach); r++) {
    for (let c = Math.max(0, col - reach); c <= Math.min(width - 1, col + reach); c++) found.push(r * width + c);
  }
  return found;
}
