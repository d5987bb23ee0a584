export { CHIP_PX, type ChipRequest, type ChipStyle, chipStyles } from './chip.js';
export { type Chips, type ChipsOptions, createChips } from './chips.js';
export type { LayerStyle } from './colorize.js';
export { MAX_ZOOM, TILE_PX, type TileAddress, zoomRange } from './plan.js';
export { createQuicklook, type Quicklook, type QuicklookLayer, type QuicklookOptions } from './quicklook.js';
