import { accuracyCheck } from './accuracy.js';
import { anonymisedCheck } from './anonymised.js';
import { deviceIntegrityCheck } from './device-integrity.js';
import { duplicateCheck } from './duplicate.js';
import { editingCheck } from './editing.js';
import type { PhotoCheck } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';
import { placeCheck } from './place.js';
import { qualityCheck } from './quality.js';
import { recordAgreementCheck } from './record-agreement.js';
import { signatureCheck } from './signature.js';
import { speedCheck } from './speed.js';
import { timeAgreementCheck } from './time-agreement.js';
import { windowCheck } from './window.js';

/** Of the rules below; stored with every result. */
export const photoChecksVersion = '1.0.0';

/** In the order of parcels.md, section 9. */
const checks = [
  signatureCheck,
  recordAgreementCheck,
  timeAgreementCheck,
  accuracyCheck,
  placeCheck,
  windowCheck,
  duplicateCheck,
  speedCheck,
  deviceIntegrityCheck,
  editingCheck,
  qualityCheck,
  anonymisedCheck,
] as const satisfies readonly ((evidence: PhotoEvidence) => PhotoCheck)[];

/** The twelve automatic checks. What the photo shows stays with the officer. */
export function runPhotoChecks(evidence: PhotoEvidence): PhotoCheck[] {
  return checks.map((check) => check(evidence));
}

/** `ok`: all passed. `doubtful`: an officer has to look at the warnings. `rejected`: a check failed; another photo is needed. */
export type PhotoVerdict = 'ok' | 'doubtful' | 'rejected';

export function photoVerdict(results: readonly Pick<PhotoCheck, 'result'>[]): PhotoVerdict {
  if (results.length === 0) return 'doubtful';
  if (results.some(({ result }) => result === 'fail')) return 'rejected';
  return results.some(({ result }) => result === 'warn') ? 'doubtful' : 'ok';
}
