import { ANALYSIS_SIDE_PX } from '../decode-photo.js';
import { bothLanguages, type PhotoCheck, type PhotoCheckResult, photoCheck, worst } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';

/** Long side that field apps send (EGNSS4CAP). */
const MIN_LONG_SIDE_PX = ANALYSIS_SIDE_PX;
/** Variance of the Laplacian: real photos 2,000 and more, blurred by 1 px 90 to 440, by 2 px 11 to 25 (measured on ../shared/data/photos/gps). */
const SHARP = 100;
const BLURRED = 30;
/** Median luma, 0 to 255. */
const BRIGHT_ENOUGH = 50;
const DARK = 25;
/** Share of pixels at 250 and above. */
const MAX_BRIGHT_SHARE = 0.5;

/** (11) An officer can see something on it. */
export function qualityCheck({ facts, pixels }: PhotoEvidence): PhotoCheck {
  const longSidePx = Math.max(facts.widthPx, facts.heightPx);
  const { laplacianVariance, medianLuma, brightShare } = pixels;
  const steps = (value: number, good: number, bad: number): PhotoCheckResult => (value >= good ? 'pass' : value >= bad ? 'warn' : 'fail');
  const result = worst([
    longSidePx >= MIN_LONG_SIDE_PX ? 'pass' : 'fail',
    steps(laplacianVariance, SHARP, BLURRED),
    steps(medianLuma, BRIGHT_ENOUGH, DARK),
    brightShare <= MAX_BRIGHT_SHARE ? 'pass' : 'warn',
  ]);
  const sentence = bothLanguages(
    (n) =>
      `Schärfe ${n(laplacianVariance)} (gut ab ${SHARP}, unscharf unter ${BLURRED}), mittlere Helligkeit ${n(medianLuma)} von 255 (gut ab ${BRIGHT_ENOUGH}, zu dunkel unter ${DARK}), überbelichtet ${n(brightShare * 100)} % (höchstens ${n(MAX_BRIGHT_SHARE * 100)} %), lange Seite ${longSidePx} px (mindestens ${MIN_LONG_SIDE_PX}).`,
    (n) =>
      `Sharpness ${n(laplacianVariance)} (good from ${SHARP}, blurred below ${BLURRED}), median brightness ${n(medianLuma)} of 255 (good from ${BRIGHT_ENOUGH}, too dark below ${DARK}), overexposed ${n(brightShare * 100)} % (at most ${n(MAX_BRIGHT_SHARE * 100)} %), long side ${longSidePx} px (at least ${MIN_LONG_SIDE_PX}).`,
  );
  return photoCheck('quality', result, Math.round(laplacianVariance), sentence);
}
