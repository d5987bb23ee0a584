/**
 * Watershed by flooding in order of height (Vincent & Soille 1991), 4-connected, without dividing lines: every observed pixel gets a basin. A
 * basin shallower than `depth` when it meets a deeper one flows into it (h-minima). Returns per pixel the index of its basin's root pixel; −1
 * where `height` is NaN.
 */
export function watershed(height: Float32Array, width: number, depth: number): Int32Array {
  const order = Uint32Array.from(height.keys()).filter((i) => !Number.isNaN(height[i]));
  order.sort((a, b) => (height[a] as number) - (height[b] as number) || a - b);
  const parent = new Int32Array(height.length).fill(-1);
  const find = (start: number): number => {
    let root = start;
    while (parent[root] !== root) root = parent[root] as number;
    for (let i = start; parent[i] !== root; ) {
      const next = parent[i] as number;
      parent[i] = root;
      i = next;
    }
    return root;
  };
  const rows = height.length / width;
  for (const pixel of order) {
    const [row, col] = [Math.floor(pixel / width), pixel % width];
    const neighbours = [
      row > 0 ? pixel - width : -1,
      col > 0 ? pixel - 1 : -1,
      col < width - 1 ? pixel + 1 : -1,
      row < rows - 1 ? pixel + width : -1,
    ];
    let deepest = -1;
    const roots: number[] = [];
    for (const neighbour of neighbours) {
      if (neighbour < 0 || (parent[neighbour] as number) < 0) continue;
      const root = find(neighbour);
      if (roots.includes(root)) continue;
      roots.push(root);
      if (deepest < 0 || (height[root] as number) < (height[deepest] as number)) deepest = root;
    }
    parent[pixel] = deepest < 0 ? pixel : deepest;
    for (const root of roots) {
      if (root !== deepest && (height[pixel] as number) - (height[root] as number) < depth) parent[root] = deepest;
    }
  }
  return parent.map((up, i) => (up < 0 ? -1 : find(i)));
}
