import { type CogLayout, isKnownEpsg, LandsichtError } from '@landsicht/core';
import { pixelRange } from './pixel-range.js';

/** Throws `bad-argument` where the layout cannot become a COG that reads back as meant. */
export function assertCogLayout(path: string, layout: CogLayout): void {
  const { grid, bands, pixelType, nodata, colors, tileSize } = layout;
  const refuse = (message: string): never => {
    throw new LandsichtError('bad-argument', `${path}: ${message}`);
  };
  if (!(Number.isInteger(grid.width) && grid.width > 0 && Number.isInteger(grid.height) && grid.height > 0)) {
    refuse(`expected a size of at least 1×1 pixels, got ${grid.width}×${grid.height}`);
  }
  if (!grid.transform.every(Number.isFinite)) refuse(`the transform [${grid.transform.join(', ')}] is not finite`);
  if (!isKnownEpsg(grid.epsg)) refuse(`EPSG:${grid.epsg} is not built in`);
  if (bands.length === 0) refuse('expected at least one band');
  if (tileSize != null && !(Number.isInteger(tileSize) && tileSize > 0 && tileSize % 16 === 0 && tileSize <= 8192)) {
    refuse(`tileSize must be a multiple of 16 up to 8192, got ${tileSize}`);
  }
  const range = pixelRange[pixelType];
  if (nodata != null && range != null && !(Number.isInteger(nodata) && nodata >= range[0] && nodata <= range[1])) {
    refuse(`nodata ${nodata} does not fit ${pixelType} (${range[0]} to ${range[1]})`);
  }
  if (colors == null) return;
  if (pixelType !== 'u8' || bands.length !== 1) refuse(`a palette needs one u8 band, got ${bands.length} of ${pixelType}`);
  for (const [code, css] of Object.entries(colors)) {
    if (!(Number(code) >= 0 && Number(code) <= 255)) refuse(`palette code ${code} is not within 0 to 255`);
    if (!/^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(css)) refuse(`palette code ${code}: expected #rrggbb or #rrggbbaa, got "${css}"`);
  }
}
