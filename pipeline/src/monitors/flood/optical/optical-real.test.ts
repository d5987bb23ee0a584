import { describe, expect, it } from 'vitest';
import { confusionOf, scoresOf } from '../../../evaluate/confusion.js';
import { openRaster } from '../../../raster/open-raster.js';
import { hasSharedData, sharedData } from '../../../scene/testing/shared-data.js';
import { isOpenWater } from './dswx.js';
import { answerImage, type OpticalImage } from './testing/answer-image.js';
import { readNpz } from './testing/npz.js';

const skipped = hasSharedData ? '' : ' (skipped: needs ../shared/data)';
const size = 512;

/** Sen1Floods11 (Bonafilia et al. 2020), contains modified Copernicus Sentinel data: Sentinel-2 L1C, 18 September 2019, clear sky. */
async function spain(): Promise<{ image: OpticalImage; label: Int8Array }> {
  const chip = (file: string) => openRaster(sharedData(`flood/sen1floods11/Spain_7370579/${file}`));
  const s2 = await chip('s2.tif');
  const { data } = await s2.read();
  await s2.close();
  const labels = await chip('label.tif');
  const label = Int8Array.from((await labels.read()).data[0] ?? []);
  await labels.close();
  const band = (index: number) => Float32Array.from(data[index] ?? [], (dn) => dn / 10_000);
  const bands = { blue: band(1), green: band(2), red: band(3), nir: band(8), swir16: band(11), swir22: band(12), cirrus: band(10) };
  return { image: { width: size, height: size, pixelM: 10, bands }, label };
}

const maskClasses = { shadow: 0, water: 1, land: 3, cloud: 4 } as const;

/** dlr-eoc/ukis-csmask test chip: Landsat 5 TM, TOA reflectance, cumulus under tropical haze; sun angles unknown. */
function landsat5(): { image: OpticalImage; mask: Uint8Array } {
  const { img, msk } = readNpz(sharedData('cloudmask/landsat5.npz'));
  const pixels = img?.data ?? new Float32Array();
  const band = (index: number) => Float32Array.from({ length: size * size }, (_, i) => pixels[i * 6 + index] ?? NaN);
  const bands = { blue: band(0), green: band(1), red: band(2), nir: band(3), swir16: band(4), swir22: band(5) };
  return { image: { width: size, height: size, pixelM: 30, bands }, mask: Uint8Array.from(msk?.data ?? []) };
}

describe(`optical water on real images${skipped}`, () => {
  it.skipIf(!hasSharedData)('finds the flood at Orihuela with IoU ≥ 0.75 and loses none of it to clouds that are not there', async () => {
    const { image, label } = await spain();
    const { answer, likelihood } = answerImage(image, 100);
    const scores = scoresOf(confusionOf(answer, label));
    const notObserved = answer.filter((code) => code === 255).length / answer.length;
    const hidden = answer.filter((code, i) => code === 255 && label[i] === 1).length;
    const strictIou = scores.tp / (scores.tp + scores.fp + scores.fn + hidden);
    report(
      `Spain_7370579: IoU ${fixed(scores.iou)} (${fixed(strictIou)} with hidden water as missed), precision ${fixed(scores.precision)}, recall ${fixed(scores.recall)}, FPR ${fixed(scores.fpr)}, not observed ${fixed(notObserved)}, calibration error ${fixed(calibrationError(likelihood, answer, label))}`,
    );
    expect(strictIou).toBeGreaterThanOrEqual(0.75);
    expect(scores.iou).toBeGreaterThanOrEqual(0.75);
    expect(notObserved).toBeLessThan(0.02);
  });

  it.skipIf(!hasSharedData)('calls at most 15 % of cloud-shadow pixels water without sun angles, and hides most of the rest', () => {
    const { image, mask } = landsat5();
    const { answer, dswxClass } = answerImage(image, 100);
    const plain = answerImage(image, 512, false);
    const share = (name: keyof typeof maskClasses) => {
      const all = { water: 0, dry: 0, notObserved: 0, plainWater: 0, pixels: 0 };
      for (let i = 0; i < mask.length; i++) {
        if (mask[i] !== maskClasses[name]) continue;
        all.pixels++;
        if (answer[i] === 1) all.water++;
        else if (answer[i] === 0) all.dry++;
        else all.notObserved++;
        if (plain.answer[i] === 1) all.plainWater++;
      }
      const shares = {
        water: all.water / all.pixels,
        dry: all.dry / all.pixels,
        notObserved: all.notObserved / all.pixels,
        plainWater: all.plainWater / all.pixels,
      };
      report(
        `landsat5 ${name}: water ${fixed(shares.water)}, dry ${fixed(shares.dry)}, not observed ${fixed(shares.notObserved)}; without mask water ${fixed(shares.plainWater)}`,
      );
      return shares;
    };
    const shadow = share('shadow');
    const water = share('water');
    const land = share('land');
    const cloud = share('cloud');
    expect(dswxClass.some(isOpenWater)).toBe(true);
    expect(shadow.plainWater).toBeGreaterThan(0.7);
    expect(shadow.water).toBeLessThanOrEqual(0.15);
    expect(shadow.dry).toBeLessThanOrEqual(0.15);
    expect(water.water).toBeGreaterThan(0.2);
    expect(land.dry).toBeGreaterThan(0.5);
    expect(cloud.water).toBeLessThan(0.01);
  });
});

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fixed(value: number | null): string {
  return value == null ? '–' : value.toFixed(3);
}

/** Expected calibration error over ten bins of the observed, labelled pixels. */
function calibrationError(likelihood: Float32Array, answer: Uint8Array, label: Int8Array): number {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, likelihood: 0, wet: 0 }));
  let all = 0;
  for (let i = 0; i < label.length; i++) {
    const bin = bins[Math.min(9, Math.floor((likelihood[i] ?? 0) * 10))];
    if (bin == null || answer[i] === 255 || (label[i] ?? -1) < 0) continue;
    all++;
    bin.count++;
    bin.likelihood += likelihood[i] ?? 0;
    bin.wet += label[i] ?? 0;
  }
  return bins.reduce((error, bin) => error + Math.abs(bin.likelihood - bin.wet) / all, 0);
}
