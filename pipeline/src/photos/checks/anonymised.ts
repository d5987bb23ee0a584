import { viewCopy } from '../decode-photo.js';
import { type PhotoCheck, photoCheck } from './photo-check.js';
import type { PhotoEvidence } from './photo-evidence.js';

/** (12) Without a detector of faces and plates the ordinary view is a reduced and blurred copy without metadata. */
export function anonymisedCheck({ view }: PhotoEvidence): PhotoCheck {
  const longSidePx = Math.max(view.widthPx, view.heightPx);
  const safe = longSidePx <= viewCopy.longSidePx && view.metadataBytes === 0;
  return photoCheck('anonymised', safe ? 'pass' : 'fail', longSidePx, {
    de: `Angezeigt wird eine weichgezeichnete Kopie: lange Seite ${longSidePx} px (höchstens ${viewCopy.longSidePx}), ${view.metadataBytes} Byte Metadaten (0 erlaubt). Das Original nur mit Begründung.`,
    en: `What is shown is a blurred copy: long side ${longSidePx} px (at most ${viewCopy.longSidePx}), ${view.metadataBytes} bytes of metadata (0 allowed). The original only for a reason.`,
  });
}
