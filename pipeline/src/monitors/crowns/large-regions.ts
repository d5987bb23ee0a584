/** 1 where a 4-connected region of the mask has at least `minimumPx` pixels. */
export function largeRegions(mask: Uint8Array, width: number, minimumPx: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  const seen = new Uint8Array(mask.length);
  const region = new Int32Array(mask.length);
  for (let first = 0; first < mask.length; first++) {
    if (mask[first] === 0 || seen[first] === 1) continue;
    let count = 0;
    const visit = (at: number): void => {
      if (mask[at] === 0 || seen[at] === 1) return;
      seen[at] = 1;
      region[count++] = at;
    };
    visit(first);
    for (let next = 0; next < count; next++) {
      const at = region[next] as number;
      const col = at % width;
      if (col > 0) visit(at - 1);
      if (col < width - 1) visit(at + 1);
      if (at >= width) visit(at - width);
      if (at + width < mask.length) visit(at + width);
    }
    if (count >= minimumPx) for (let i = 0; i < count; i++) out[region[i] as number] = 1;
  }
  return out;
}
