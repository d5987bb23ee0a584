import { type Crown, crownRadiusM } from './crowns.js';

/** Metres around the picture whose trees can throw a shadow into it. */
const marginM = 22;

/** Surface of the crowns on the picture's pixels and a margin: height (0 = no crown), which crown, and where on it. */
export class Canopy {
  readonly width: number;
  readonly heightM: Float32Array;
  /** Index into the list of crowns. */
  readonly crown: Int32Array;
  private readonly west: number;
  private readonly north: number;
  private readonly metres: number;
  private readonly crowns: readonly Crown[];

  constructor(crowns: readonly Crown[], west: number, north: number, sizePx: number, metres: number) {
    const margin = Math.ceil(marginM / metres);
    this.width = sizePx + 2 * margin;
    this.west = west - margin * metres;
    this.north = north + margin * metres;
    this.metres = metres;
    this.crowns = crowns;
    this.heightM = new Float32Array(this.width * this.width);
    this.crown = new Int32Array(this.width * this.width).fill(-1);
    crowns.forEach((_, n) => {
      this.draw(n);
    });
  }

  /** Pixel under a place; −1 outside. */
  indexAt(x: number, y: number): number {
    const col = Math.floor((x - this.west) / this.metres);
    const row = Math.floor((this.north - y) / this.metres);
    return col < 0 || row < 0 || col >= this.width || row >= this.width ? -1 : row * this.width + col;
  }

  /** The higher crown wins. */
  private draw(n: number): void {
    const crown = this.crowns[n] as Crown;
    const { west, north, metres, width } = this;
    const reach = crown.radiusM * 1.18;
    const colTo = Math.min(width - 1, Math.floor((crown.x + reach - west) / metres));
    const rowTo = Math.min(width - 1, Math.floor((north - crown.y + reach) / metres));
    for (let row = Math.max(0, Math.floor((north - crown.y - reach) / metres)); row <= rowTo; row++) {
      const dy = north - (row + 0.5) * metres - crown.y;
      for (let col = Math.max(0, Math.floor((crown.x - reach - west) / metres)); col <= colTo; col++) {
        const dx = west + (col + 0.5) * metres - crown.x;
        const share = Math.sqrt(dx * dx + dy * dy) / crownRadiusM(crown, Math.atan2(dy, dx));
        if (share > 1) continue;
        const surface = crown.heightM * (crown.conifer ? 1 - 0.45 * share : 1 - 0.25 * share * share);
        const i = row * width + col;
        if (surface <= (this.heightM[i] as number)) continue;
        this.heightM[i] = surface;
        this.crown[i] = n;
      }
    }
  }
}
