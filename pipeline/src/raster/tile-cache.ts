import type { PixelArray } from '@landsicht/core';

/** Decoded tiles up to a number of bytes; those used longest ago go first. One that is larger alone is kept alone. */
export class TileCache {
  private readonly most: number;
  private readonly tiles = new Map<string, PixelArray>();
  private bytes = 0;

  constructor(bytes: number) {
    this.most = bytes;
  }

  get(key: string): PixelArray | null {
    const tile = this.tiles.get(key);
    if (tile == null) return null;
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    return tile;
  }

  put(key: string, tile: PixelArray): void {
    this.tiles.set(key, tile);
    this.bytes += tile.byteLength;
    for (const [oldest, { byteLength }] of this.tiles) {
      if (this.bytes <= this.most || oldest === key) break;
      this.tiles.delete(oldest);
      this.bytes -= byteLength;
    }
  }
}
