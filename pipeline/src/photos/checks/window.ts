import { sunAngles } from '@landsicht/core';
import { bothLanguages, notAvailable, type PhotoCheck, photoCheck } from './photo-check.js';
import { fixOf, type PhotoEvidence, takenUtcOf } from './photo-evidence.js';

/** End of civil twilight. */
const MIN_SUN_DEG = -6;

/** (6) Taken in the window of the task, by day. */
export function windowCheck(evidence: PhotoEvidence): PhotoCheck {
  const { fromUtc, untilUtc } = evidence.task;
  const takenUtc = takenUtcOf(evidence);
  if (takenUtc == null) return notAvailable('window', 'die Aufnahmezeit ist unbekannt', 'the time of the photo is not known');
  const day = (utc: string): string => utc.slice(0, 10);
  const clock = takenUtc.slice(0, 16).replace('T', ' ');
  const inWindow = takenUtc >= fromUtc && takenUtc <= untilUtc;
  const where = {
    de: `Aufgenommen ${clock} UTC, ${inWindow ? 'im' : 'außerhalb des'} Zeitfenster${inWindow ? '' : 's'} ${day(fromUtc)} bis ${day(untilUtc)}`,
    en: `Taken ${clock} UTC, ${inWindow ? 'within' : 'outside'} the window ${day(fromUtc)} to ${day(untilUtc)}`,
  };
  const fix = fixOf(evidence);
  if (fix == null) {
    if (!inWindow) return photoCheck('window', 'fail', null, { de: `${where.de}.`, en: `${where.en}.` });
    return notAvailable(
      'window',
      `${where.de}; ohne Position ist der Sonnenstand unbekannt`,
      `${where.en}; without a position the sun is not known`,
    );
  }
  const { elevationDeg } = sunAngles(new Date(takenUtc), fix.lonDeg, fix.latDeg);
  const sentence = bothLanguages(
    (n) => `${where.de}; die Sonne stand ${n(elevationDeg, 1)}° hoch (mindestens ${n(MIN_SUN_DEG)}°).`,
    (n) => `${where.en}; the sun stood at ${n(elevationDeg, 1)}° (at least ${n(MIN_SUN_DEG)}°).`,
  );
  return photoCheck('window', inWindow && elevationDeg > MIN_SUN_DEG ? 'pass' : 'fail', Math.round(elevationDeg * 10) / 10, sentence);
}
