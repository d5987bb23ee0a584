import { boxMean, boxSum } from './box-mean.js';

/** What is read of a piece of the image: numbers as stored, on one grid. */
export interface ImagePiece {
  readonly width: number;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  /** null where the image has none. */
  readonly nir: Float32Array | null;
  /** Height above ground, m; NaN where unknown; null without a height model. */
  readonly heightM: Float32Array | null;
  readonly valid: Uint8Array;
}

/** Path radiance of each band, in the numbers of the image: it is taken off before any ratio. */
export interface Haze {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly nir: number;
}

export interface CrownFeatures {
  readonly width: number;
  /** Mean of red, green and blue over the smoothing window, haze off. */
  readonly brightness: Float32Array;
  /** The same over `edgeWindowM`: where light ends. */
  readonly light: Float32Array;
  /** green / (red + green + blue); 1/3 is neutral. */
  readonly gcc: Float32Array;
  /** (nir − red) / (nir + red); null without NIR. */
  readonly ndvi: Float32Array | null;
  /** (red − blue) / (red + blue). */
  readonly redBlue: Float32Array;
  /** Mean and deviation of the unsmoothed brightness over `roughWindowM`. */
  readonly around: Float32Array;
  readonly deviation: Float32Array;
}

/** About half a crown: the light and the dark side of a crown, a gap beside it. */
const roughWindowM = 2.2;
/** Colours need the smoothing window, the edges of light do not. */
const edgeWindowM = 0.6;

/** Features of a piece; those of pixels within half a window of its border are of less than a window. */
export function crownFeatures(
  piece: ImagePiece,
  haze: Haze,
  { smoothM, pixelM }: { readonly smoothM: number; readonly pixelM: number },
): CrownFeatures {
  const { width, valid } = piece;
  const radius = Math.max(0, Math.round((smoothM / pixelM - 1) / 2));
  const counts = boxSum(valid, width, radius);
  const smooth = (values: Float32Array, off: number): Float32Array => {
    const mean = boxMean(values, counts, { width, radius });
    for (let i = 0; i < mean.length; i++) mean[i] = Math.max(0, (mean[i] as number) - off);
    return mean;
  };
  const [red, green, blue] = [smooth(piece.red, haze.red), smooth(piece.green, haze.green), smooth(piece.blue, haze.blue)];
  const nir = piece.nir == null ? null : smooth(piece.nir, haze.nir);
  const brightness = new Float32Array(valid.length);
  const gcc = new Float32Array(valid.length);
  const redBlue = new Float32Array(valid.length);
  const ndvi = nir == null ? null : new Float32Array(valid.length);
  for (let i = 0; i < valid.length; i++) {
    const [r, g, b] = [red[i] as number, green[i] as number, blue[i] as number];
    const sum = r + g + b;
    brightness[i] = sum / 3;
    gcc[i] = sum > 0 ? g / sum : 1 / 3;
    redBlue[i] = r + b > 0 ? (r - b) / (r + b) : 0;
    if (ndvi != null && nir != null) {
      const n = nir[i] as number;
      ndvi[i] = n + r > 0 ? (n - r) / (n + r) : 0;
    }
  }
  return { width, brightness, gcc, ndvi, redBlue, ...lightOf(piece, haze, pixelM) };
}

function lightOf(
  { width, red, green, blue, valid }: ImagePiece,
  haze: Haze,
  pixelM: number,
): Pick<CrownFeatures, 'light' | 'around' | 'deviation'> {
  const off = (haze.red + haze.green + haze.blue) / 3;
  const raw = new Float32Array(valid.length);
  for (let i = 0; i < raw.length; i++) {
    if (valid[i] === 1) raw[i] = Math.max(0, ((red[i] as number) + (green[i] as number) + (blue[i] as number)) / 3 - off);
  }
  const radiusOf = (windowM: number): number => Math.max(0, Math.round((windowM / pixelM - 1) / 2));
  const edge = { width, radius: radiusOf(edgeWindowM) };
  const light = boxMean(raw, boxSum(valid, width, edge.radius), edge);
  const window = { width, radius: Math.max(1, radiusOf(roughWindowM)) };
  const counts = boxSum(valid, width, window.radius);
  const around = boxMean(raw, counts, window);
  for (let i = 0; i < raw.length; i++) raw[i] = (raw[i] as number) ** 2;
  const deviation = boxMean(raw, counts, window);
  for (let i = 0; i < deviation.length; i++) deviation[i] = Math.sqrt(Math.max(0, (deviation[i] as number) - (around[i] as number) ** 2));
  return { light, around, deviation };
}

/** Contrast of the surface at a pixel: deviation / mean, in shadow deviation / what live canopy has for light, where grain would look rough. */
export function roughnessAt({ around, deviation }: CrownFeatures, i: number, canopyBrightness: number): number {
  return (deviation[i] as number) / Math.max(around[i] as number, canopyBrightness, 1e-6);
}
