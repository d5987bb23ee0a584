import { type PhotoCheck, photoCheck } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';

/** (1) The key of a registered device signed this file and record for this task, in time. */
export function signatureCheck({ signature, facts }: PhotoEvidence): PhotoCheck {
  const hash = `${facts.sha256.slice(0, 12)}…`;
  const says = (result: PhotoCheck['result'], de: string, en: string) => photoCheck('signature', result, signature.state, { de, en });
  switch (signature.state) {
    case 'valid':
      return says(
        'pass',
        `Die Signatur (${signature.algorithm}) über Datei ${hash} und Datensatz stimmt; der Auftragsschlüssel passt.`,
        `The signature (${signature.algorithm}) over file ${hash} and record holds; the nonce is that of the task.`,
      );
    case 'unsigned':
      return says(
        'warn',
        `Nicht prüfbar: Das Foto ${hash} kam ohne Datensatz und Signatur der App.`,
        `Not available: photo ${hash} came without a record and signature of the app.`,
      );
    case 'unknown-device':
      return says('fail', 'Das Gerät, das unterschrieben hat, ist nicht registriert.', 'The device that signed is not registered.');
    case 'invalid':
      return says(
        'fail',
        `Die Signatur passt nicht zu Datei ${hash} und Datensatz: Eines von beiden wurde verändert.`,
        `The signature does not fit file ${hash} and record: one of them was changed.`,
      );
    case 'wrong-task':
      return says('fail', 'Der Datensatz gehört zu einem anderen Fotoauftrag.', 'The record belongs to another photo task.');
    case 'expired': {
      const day = signature.expiredUtc.slice(0, 16).replace('T', ' ');
      return says('fail', `Der Fotoauftrag ist seit ${day} UTC abgelaufen.`, `The photo task expired on ${day} UTC.`);
    }
  }
}
