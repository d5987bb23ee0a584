import { distanceM } from '../ground-plane.js';
import { bothLanguages, notAvailable, type PhotoCheck, photoCheck } from './photo-check.js';
import { cameraUtcOf, type PhotoEvidence } from './photo-evidence.js';

const MAX_DISTANCE_M = 20;
const MAX_SECONDS = 120;

/** (2) What the camera wrote into the file is what the app says. */
export function recordAgreementCheck({ facts, record }: PhotoEvidence): PhotoCheck {
  const exifUtc = facts.gpsUtc ?? cameraUtcOf(facts);
  if (record == null) return notAvailable('record-agreement', 'kein Datensatz der App', 'no record of the app');
  if (record.position == null || facts.position == null) {
    const [de, en] = facts.position == null ? ['das Foto hat keine GPS-Position', 'the photo has no GPS position'] : noRecordPosition;
    return notAvailable('record-agreement', de, en);
  }
  const metres = distanceM(record.position, facts.position);
  if (exifUtc == null) {
    if (metres > MAX_DISTANCE_M) return disagreement(metres, null);
    return notAvailable('record-agreement', 'das Foto hat keine Uhrzeit mit Zeitzone', 'the photo has no time with a zone');
  }
  const seconds = Math.abs(Date.parse(exifUtc) - Date.parse(record.createdUtc)) / 1000;
  return disagreement(metres, seconds);
}

const noRecordPosition = ['der Datensatz der App hat keine Position', 'the record of the app has no position'] as const;

function disagreement(metres: number, seconds: number | null): PhotoCheck {
  const result = metres <= MAX_DISTANCE_M && (seconds ?? 0) <= MAX_SECONDS ? 'pass' : 'fail';
  const sentence = bothLanguages(
    (n) =>
      `Position im Foto und in der App liegen ${n(metres, 1)} m auseinander (höchstens ${MAX_DISTANCE_M} m)${
        seconds == null ? '' : `, die Zeiten ${n(seconds)} s (höchstens ${MAX_SECONDS} s)`
      }.`,
    (n) =>
      `Position in the photo and in the app differ by ${n(metres, 1)} m (at most ${MAX_DISTANCE_M} m)${
        seconds == null ? '' : `, their times by ${n(seconds)} s (at most ${MAX_SECONDS} s)`
      }.`,
  );
  return photoCheck('record-agreement', result, Math.round(metres * 10) / 10, sentence);
}
