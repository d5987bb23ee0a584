import { bothLanguages, notAvailable, type PhotoCheck, photoCheck } from './photo-check.js';
import { accuracyOf, type PhotoEvidence } from './photo-evidence.js';

const GOOD_M = 10;
const USABLE_M = 25;

/** (4) How well the receiver knew where it was. */
export function accuracyCheck(evidence: PhotoEvidence): PhotoCheck {
  const metres = accuracyOf(evidence);
  if (metres == null)
    return notAvailable('accuracy', 'die Genauigkeit der Position ist nicht angegeben', 'the accuracy of the position is not given');
  const result = metres <= GOOD_M ? 'pass' : metres <= USABLE_M ? 'warn' : 'fail';
  const sentence = bothLanguages(
    (n) => `Die Position ist auf ${n(metres, 1)} m genau (gut bis ${GOOD_M} m, brauchbar bis ${USABLE_M} m).`,
    (n) => `The position is accurate to ${n(metres, 1)} m (good up to ${GOOD_M} m, usable up to ${USABLE_M} m).`,
  );
  return photoCheck('accuracy', result, metres, sentence);
}
