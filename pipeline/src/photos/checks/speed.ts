import { distanceM } from '../ground-plane.js';
import { bothLanguages, notAvailable, type PhotoCheck, photoCheck } from './photo-check.js';
import { fixOf, type PhotoEvidence, takenUtcOf } from './photo-evidence.js';

const MAX_KMH = 150;
const HOUR_MS = 3_600_000;
/** Clocks of photos are whole seconds. */
const MIN_MS = 1_000;

/** (8) One device cannot be in two places. Both accuracies are taken off the distance. */
export function speedCheck(evidence: PhotoEvidence): PhotoCheck {
  const fix = fixOf(evidence);
  const takenUtc = takenUtcOf(evidence);
  if (fix == null || takenUtc == null) return notAvailable('speed', 'Position oder Zeit fehlen', 'position or time are missing');
  if (evidence.record == null) return notAvailable('speed', 'das Gerät ist unbekannt', 'the device is not known');
  let fastest: { kmh: number; km: number; minutes: number } | null = null;
  for (const other of evidence.earlierOfDevice) {
    if (other.position == null || other.takenUtc == null || other.sha256 === evidence.facts.sha256) continue;
    const metres = Math.max(0, distanceM(fix, other.position) - (fix.accuracyM ?? 0) - (other.accuracyM ?? 0));
    const ms = Math.max(MIN_MS, Math.abs(Date.parse(takenUtc) - Date.parse(other.takenUtc)));
    const kmh = metres / 1000 / (ms / HOUR_MS);
    if (fastest == null || kmh > fastest.kmh) fastest = { kmh, km: metres / 1000, minutes: ms / 60_000 };
  }
  if (fastest == null) {
    return photoCheck('speed', 'pass', null, {
      de: 'Es ist das erste Foto dieses Geräts: kein Weg zu prüfen.',
      en: 'It is the first photo of this device: no way to check.',
    });
  }
  const { kmh, km, minutes } = fastest;
  const sentence = bothLanguages(
    (n) => `Höchstens ${n(kmh)} km/h zu einem anderen Foto des Geräts (${n(km, 2)} km in ${n(minutes, 1)} min; Grenze ${MAX_KMH} km/h).`,
    (n) => `At most ${n(kmh)} km/h to another photo of the device (${n(km, 2)} km in ${n(minutes, 1)} min; limit ${MAX_KMH} km/h).`,
  );
  return photoCheck('speed', kmh <= MAX_KMH ? 'pass' : 'fail', Math.round(kmh), sentence);
}
