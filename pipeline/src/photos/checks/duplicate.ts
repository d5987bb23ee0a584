import { hammingDistance } from '../perceptual-hash.js';
import { bothLanguages, type PhotoCheck, photoCheck } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';

const MAX_BITS = 6;

/** (7) Not a photo that the holding sent before, as it is or recompressed. */
export function duplicateCheck({ facts, pixels, earlierOfHolding }: PhotoEvidence): PhotoCheck {
  const same = earlierOfHolding.find(({ sha256 }) => sha256 === facts.sha256);
  if (same != null) {
    return photoCheck('duplicate', 'fail', 0, {
      de: `Dieselbe Datei wurde schon für den Auftrag ${same.taskId} eingereicht.`,
      en: `The same file was sent before for task ${same.taskId}.`,
    });
  }
  const hash = pixels.perceptualHash;
  if (hash == null) {
    return photoCheck('duplicate', 'warn', null, {
      de: 'Nicht prüfbar: Das Bild ist einfarbig, ein Vergleich der Ansichten sagt nichts.',
      en: 'Not available: the image is uniform, comparing views says nothing.',
    });
  }
  const compared = earlierOfHolding.flatMap(({ perceptualHash, taskId }) =>
    perceptualHash == null ? [] : [{ taskId, bits: hammingDistance(hash, perceptualHash) }],
  );
  const [nearest] = compared.toSorted((a, b) => a.bits - b.bits);
  const count = compared.length;
  if (nearest == null) {
    return photoCheck('duplicate', 'pass', null, {
      de: 'Es gibt kein früheres Foto des Betriebs, dem es gleichen könnte.',
      en: 'There is no earlier photo of the holding that it could be like.',
    });
  }
  if (nearest.bits > MAX_BITS) {
    const sentence = bothLanguages(
      (n) =>
        `Unter ${n(count)} früheren Fotos des Betriebs gleicht keines; das ähnlichste weicht in ${nearest.bits} von 64 Bit ab (Grenze ${MAX_BITS}).`,
      (n) =>
        `None of ${n(count)} earlier photos of the holding is alike; the nearest differs in ${nearest.bits} of 64 bits (limit ${MAX_BITS}).`,
    );
    return photoCheck('duplicate', 'pass', nearest.bits, sentence);
  }
  return photoCheck('duplicate', 'fail', nearest.bits, {
    de: `Das Bild gleicht einem früheren Foto des Auftrags ${nearest.taskId}: nur ${nearest.bits} von 64 Bit verschieden (Grenze ${MAX_BITS}).`,
    en: `The image is like an earlier photo of task ${nearest.taskId}: only ${nearest.bits} of 64 bits differ (limit ${MAX_BITS}).`,
  });
}
