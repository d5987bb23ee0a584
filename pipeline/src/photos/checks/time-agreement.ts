import { bothLanguages, notAvailable, type PhotoCheck, type PhotoCheckResult, photoCheck, type WriteNumber, worst } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';

const MAX_SECONDS = 120;
/** Photos may wait for a network; later than this deserves a look. */
const USUAL_WAIT_HOURS = 72;
const HOUR_MS = 3_600_000;
const QUARTER_MIN = 15;
const DAY_MIN = 1_440;

interface Finding {
  readonly result: PhotoCheckResult;
  readonly de: string;
  readonly en: string;
}

/** (3) GPS time against the camera's clock and zone, and against the receipt by the server. */
export function timeAgreementCheck({ facts, receivedUtc }: PhotoEvidence): PhotoCheck {
  const { gpsUtc, cameraLocal, cameraOffsetMin } = facts;
  if (gpsUtc == null) return notAvailable('time-agreement', 'das Foto hat keine GPS-Zeit', 'the photo has no GPS time');
  const gpsMs = Date.parse(gpsUtc);
  const receipt = receiptFinding((Date.parse(receivedUtc) - gpsMs) / HOUR_MS);
  const camera =
    cameraLocal == null
      ? { result: 'warn' as const, de: 'die Kamerazeit fehlt', en: 'the camera time is missing' }
      : cameraFinding((Date.parse(`${cameraLocal}Z`) - gpsMs) / 60_000, cameraOffsetMin, gpsUtc);
  const clock = gpsUtc.slice(0, 19).replace('T', ' ');
  const value = cameraLocal == null ? null : Math.round((Date.parse(`${cameraLocal}Z`) - gpsMs) / 60_000);
  return photoCheck('time-agreement', worst([receipt.result, camera.result]), value, {
    de: `GPS-Zeit ${clock} UTC: ${camera.de}; ${receipt.de}.`,
    en: `GPS time ${clock} UTC: ${camera.en}; ${receipt.en}.`,
  });
}

function receiptFinding(hours: number): Finding {
  if (hours * 3_600 < -MAX_SECONDS) {
    const text = bothLanguages(
      (n) => `sie liegt ${wait(n, -hours, 'Tage')} nach dem Eingang beim Server`,
      (n) => `it lies ${wait(n, -hours, 'days')} after the receipt by the server`,
    );
    return { result: 'fail', ...text };
  }
  const text = bothLanguages(
    (n) => `Eingang beim Server ${wait(n, hours, 'Tage')} später`,
    (n) => `received by the server ${wait(n, hours, 'days')} later`,
  );
  return { result: hours <= USUAL_WAIT_HOURS ? 'pass' : 'warn', ...text };
}

/** Hours, or days where it took longer than usual. */
function wait(n: WriteNumber, hours: number, days: string): string {
  return hours <= USUAL_WAIT_HOURS ? `${n(Math.max(0, hours), 1)} h` : `${n(hours / 24, 1)} ${days}`;
}

/** `aheadMin`: camera clock minus GPS time, minutes: the zone, where both clocks are right. */
function cameraFinding(aheadMin: number, offsetMin: number | null, gpsUtc: string): Finding {
  const tolerance = MAX_SECONDS / 60;
  const zone = Math.round(aheadMin / QUARTER_MIN) * QUARTER_MIN;
  const isZone = Math.abs(aheadMin - zone) <= tolerance && zone >= -12 * 60 && zone <= 14 * 60;
  if (offsetMin != null && Math.abs(aheadMin - offsetMin) <= tolerance) {
    const text = bothLanguages(
      (n) => `die Kamera (UTC${signed(offsetMin)}) weicht ${n(Math.abs(aheadMin - offsetMin) * 60)} s ab`,
      (n) => `the camera (UTC${signed(offsetMin)}) differs by ${n(Math.abs(aheadMin - offsetMin) * 60)} s`,
    );
    return { result: 'pass', ...text };
  }
  if (offsetMin != null && offsetMin !== 0 && Math.abs(aheadMin + offsetMin) <= tolerance) {
    return {
      result: 'fail',
      de: `die Zeitzone der Kamera ist gespiegelt (angegeben UTC${signed(offsetMin)}, tatsächlich UTC${signed(-offsetMin)})`,
      en: `the camera's time zone is mirrored (says UTC${signed(offsetMin)}, is UTC${signed(-offsetMin)})`,
    };
  }
  if (offsetMin == null && isZone && zone === berlinOffsetMin(new Date(gpsUtc))) {
    return {
      result: 'pass',
      de: `die Kamera nennt keine Zeitzone, ihre Uhr passt zu UTC${signed(zone)} (Deutschland)`,
      en: `the camera states no zone, its clock fits UTC${signed(zone)} (Germany)`,
    };
  }
  if (isZone) {
    return {
      result: 'warn',
      de: `die Uhr der Kamera passt zu UTC${signed(zone)}, ${offsetMin == null ? 'eine Zeitzone nennt sie nicht' : `angegeben ist UTC${signed(offsetMin)}`}`,
      en: `the camera's clock fits UTC${signed(zone)}, ${offsetMin == null ? 'it states no zone' : `it states UTC${signed(offsetMin)}`}`,
    };
  }
  const expected = offsetMin ?? berlinOffsetMin(new Date(gpsUtc));
  const days = Math.round((aheadMin - expected) / DAY_MIN);
  if (days !== 0 && Math.abs(aheadMin - days * DAY_MIN - expected) <= tolerance) {
    const text = bothLanguages(
      (n) => `das Datum der Kamera liegt ${n(Math.abs(days))} Tag${Math.abs(days) === 1 ? '' : 'e'} ${days < 0 ? 'davor' : 'danach'}`,
      (n) => `the camera's date is ${n(Math.abs(days))} day${Math.abs(days) === 1 ? '' : 's'} ${days < 0 ? 'earlier' : 'later'}`,
    );
    return { result: 'fail', ...text };
  }
  const apart = aheadMin - (offsetMin ?? 0);
  const text = bothLanguages(
    (n) => `die Uhr der Kamera weicht ${n(Math.abs(apart) / 60, 1)} h ab, das ist keine Zeitzone`,
    (n) => `the camera's clock differs by ${n(Math.abs(apart) / 60, 1)} h, which is no time zone`,
  );
  return { result: 'fail', ...text };
}

function signed(minutes: number): string {
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '−' : '+'}${h}${m === 0 ? '' : `:${String(m).padStart(2, '0')}`}`;
}

/** Central European (summer) time, minutes east of UTC. */
function berlinOffsetMin(utc: Date): number {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' }).format(utc);
  return Math.round((Date.parse(`${wall.replace(' ', 'T')}Z`) - utc.getTime()) / 60_000);
}
