import { bothLanguages, notAvailable, type PhotoCheck, photoCheck } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';

/** Programs that change pixels; transfer programs and camera firmware do not. */
const editors =
  /photoshop|lightroom|gimp|snapseed|picsart|affinity|paint|darktable|rawtherapee|pixelmator|capture one|acdsee|irfanview|xnview|imagemagick|picasa|canva|facetune|photoscape|luminar|photopea|pixlr|vsco|remini/i;

/** Noise gives about 4, real photos up to 19, saving again with finer tables above 1,000 (measured on ../shared/data/photos/gps). */
const MAX_PERIOD_POWER = 100;
/** Real thumbnails reach 0.98. */
const MIN_THUMBNAIL_CORRELATION = 0.9;

/** (10) Hints that the file is not as the camera wrote it: never more than a warning, for transfer and sharing leave some too. */
export function editingCheck({ facts, pixels }: PhotoEvidence): PhotoCheck {
  const traces: { id: string; de: string; en: string }[] = [];
  const software = [facts.software, facts.creatorTool].find((name) => name != null && editors.test(name));
  if (software != null) traces.push({ id: 'software', de: `Programm „${software}“`, en: `program "${software}"` });
  if (facts.makerNoteBytes === 0)
    traces.push({ id: 'maker-note', de: 'Herstellerblock der Kamera fehlt', en: "the camera maker's block is missing" });
  const { thumbnailCorrelation, doubleQuantisation } = pixels;
  if (thumbnailCorrelation != null && thumbnailCorrelation < MIN_THUMBNAIL_CORRELATION) {
    const text = bothLanguages(
      (n) => `Vorschaubild passt nicht zum Bild (Korrelation ${n(thumbnailCorrelation, 2)}, mindestens ${n(MIN_THUMBNAIL_CORRELATION, 1)})`,
      (n) =>
        `the thumbnail does not fit the image (correlation ${n(thumbnailCorrelation, 2)}, at least ${n(MIN_THUMBNAIL_CORRELATION, 1)})`,
    );
    traces.push({ id: 'thumbnail', ...text });
  }
  if (doubleQuantisation != null && doubleQuantisation > MAX_PERIOD_POWER) {
    const text = bothLanguages(
      (n) => `zweimal als JPEG gespeichert (Periodenstärke ${n(doubleQuantisation)}, höchstens ${MAX_PERIOD_POWER})`,
      (n) => `saved twice as JPEG (period power ${n(doubleQuantisation)}, at most ${MAX_PERIOD_POWER})`,
    );
    traces.push({ id: 'saved-twice', ...text });
  }
  if (traces.length > 0) {
    return photoCheck('editing', 'warn', traces.map(({ id }) => id).join(' '), {
      de: `Spuren einer Bearbeitung: ${traces.map(({ de }) => de).join('; ')}.`,
      en: `Traces of editing: ${traces.map(({ en }) => en).join('; ')}.`,
    });
  }
  if (thumbnailCorrelation == null && doubleQuantisation == null) {
    return notAvailable(
      'editing',
      'kein Vorschaubild, zu wenig Bildstruktur für die JPEG-Prüfung',
      'no thumbnail, too little texture to test the JPEG',
    );
  }
  const measured = bothLanguages(
    (n) =>
      [
        thumbnailCorrelation == null ? '' : `Vorschaubild passt (${n(thumbnailCorrelation, 2)})`,
        doubleQuantisation == null ? '' : `einmal gespeichert (Periodenstärke ${n(doubleQuantisation, 1)})`,
      ]
        .filter(Boolean)
        .join(', '),
    (n) =>
      [
        thumbnailCorrelation == null ? '' : `the thumbnail fits (${n(thumbnailCorrelation, 2)})`,
        doubleQuantisation == null ? '' : `saved once (period power ${n(doubleQuantisation, 1)})`,
      ]
        .filter(Boolean)
        .join(', '),
  );
  return photoCheck('editing', 'pass', 'none', {
    de: `Keine Spuren einer Bearbeitung: ${measured.de}, Herstellerblock vorhanden.`,
    en: `No traces of editing: ${measured.en}, the maker's block is there.`,
  });
}
