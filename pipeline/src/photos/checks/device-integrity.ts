import { notAvailable, type PhotoCheck, photoCheck } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';

/** (9) What the system says about feigned positions, its own protection, and Galileo's authentication. */
export function deviceIntegrityCheck({ record }: PhotoEvidence): PhotoCheck {
  if (record == null) return notAvailable('device-integrity', 'kein Datensatz der App', 'no record of the app');
  const { mockLocation, rooted, position } = record;
  if (mockLocation === true) {
    return photoCheck('device-integrity', 'fail', 'mock-location', {
      de: 'Das Gerät meldet, dass eine App die Position vorgetäuscht hat.',
      en: 'The device reports that an app feigned the position.',
    });
  }
  if (position?.osnma === 'failed') {
    return photoCheck('device-integrity', 'fail', 'osnma-failed', {
      de: 'Die Galileo-Authentifizierung (OSNMA) ist fehlgeschlagen.',
      en: 'Galileo authentication (OSNMA) failed.',
    });
  }
  if (rooted === true) {
    return photoCheck('device-integrity', 'fail', 'rooted', {
      de: 'Der Schutz des Geräts ist aufgehoben (root): Position und Schlüssel können gefälscht sein.',
      en: "The device's protection is off (rooted): position and key may be forged.",
    });
  }
  if (mockLocation == null || rooted == null) {
    return notAvailable(
      'device-integrity',
      'das System sagt nicht, ob die Position vorgetäuscht oder der Schutz aufgehoben ist',
      'the system does not say whether the position is feigned or its protection off',
    );
  }
  const authenticated = position?.osnma === 'authenticated';
  return photoCheck('device-integrity', 'pass', authenticated ? 'osnma-authenticated' : 'clean', {
    de: `Keine vorgetäuschte Position, Geräteschutz aktiv${authenticated ? ', Galileo-Signal authentifiziert (OSNMA)' : ''}.`,
    en: `No feigned position, device protection on${authenticated ? ', Galileo signal authenticated (OSNMA)' : ''}.`,
  });
}
