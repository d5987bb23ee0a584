import type { LocalText } from '@landsicht/core';
import { fixOf, type PhotoSubmission, type PhotoVerdict, takenUtcOf, trueHeadingDeg } from '@landsicht/pipeline/photos';
import type { PhotoTask } from '@landsicht/pipeline/store';
import type { Context } from 'hono';
import { apiUrl, linkTo, mediaTypes } from './links.js';
import type { PhotoDocument } from './photo-schemas.js';

const verdictTitles: Readonly<Record<PhotoVerdict, LocalText>> = {
  ok: { de: 'Alle Prüfungen bestanden', en: 'All checks passed' },
  doubtful: { de: 'Ansehen: mit Warnungen', en: 'Look at it: with warnings' },
  rejected: { de: 'Eine Prüfung nicht bestanden', en: 'A check failed' },
};

/** What an officer sees: checks and where it was taken, nothing of camera, farmer or holding. */
export function photoDocument(
  c: Context,
  { taskId, parcelId, sha256, receivedUtc, verdict, checks, checksVersion, evidence }: PhotoSubmission,
): PhotoDocument {
  const fix = fixOf(evidence);
  const headingDeg = fix == null ? null : trueHeadingDeg(evidence, fix);
  const { widthPx, heightPx } = evidence.facts;
  return {
    photoId: sha256,
    ...{ taskId, parcelId, receivedUtc },
    takenUtc: takenUtcOf(evidence),
    position: fix,
    headingTrueDeg: headingDeg == null ? null : Math.round(headingDeg * 10) / 10,
    ...{ widthPx, heightPx, verdict, checksVersion },
    verdictTitle: verdictTitles[verdict],
    checks: [...checks],
    links: [
      linkTo(c, `/photo-tasks/${taskId}/photos/${sha256}`, 'self', mediaTypes.json),
      linkTo(c, `/photos/${sha256}/view`, 'preview', 'image/jpeg', 'Reduced and blurred copy'),
      {
        href: `${apiUrl(c)}/photos/${sha256}/original{?person,reason}`,
        rel: 'enclosure',
        type: 'image/jpeg',
        title: 'The original; who opens it and why is logged',
        templated: true,
      },
    ],
  };
}

export function taskDocument({ taskId, parcelId, instruction, fromUtc, untilUtc, createdUtc, expiresUtc }: PhotoTask) {
  return {
    ...{ taskId, parcelId, instruction },
    fromUtc: fromUtc.toISOString(),
    untilUtc: untilUtc.toISOString(),
    createdUtc: createdUtc.toISOString(),
    expiresUtc: expiresUtc.toISOString(),
  };
}
