/** Zadeh's S: 0 up to `a`, 1 from `b`, two parabolas between (flood.md 3.3). */
export function risingS(x: number, a: number, b: number): number {
  if (x <= a) return 0;
  if (x >= b) return 1;
  const middle = (a + b) / 2;
  return x <= middle ? 2 * ((x - a) / (b - a)) ** 2 : 1 - 2 * ((x - b) / (b - a)) ** 2;
}

/** Z = 1 − S: 1 up to `a`, 0 from `b`. */
export function fallingZ(x: number, a: number, b: number): number {
  return 1 - risingS(x, a, b);
}
