import type { MultiPolygon, Polygon } from 'geojson';
import { polygonMeetsBox } from '../../store/bbox-hit.js';
import { distanceM, distanceToEdgeM, type PointM, rayMeets, ringsAround } from '../ground-plane.js';
import { magneticDeclinationDeg } from '../magnetic-declination.js';
import { bothLanguages, notAvailable, type PhotoCheck, photoCheck, type WriteNumber } from './photo-check.js';
import { type Fix, fixOf, type PhotoEvidence, takenUtcOf } from './photo-evidence.js';

/** Metres that the parcel's outline may be off, on top of the position's accuracy. */
const OUTLINE_M = 10;
const REACH_M = 150;
const MIN_SHARE = 0.3;
const DEFAULT_VIEW_ANGLE_DEG = 65;
const RAYS = 131;

/** (5) The photo was taken in the parcel, or right beside it and looking at it. */
export function placeCheck(evidence: PhotoEvidence): PhotoCheck {
  const { parcel } = evidence;
  const fix = fixOf(evidence);
  if (fix == null) {
    return photoCheck('place', 'fail', null, {
      de: 'Weder Foto noch App nennen eine Position: Der Schlag ist nicht belegt.',
      en: 'Neither photo nor app give a position: nothing ties the photo to the parcel.',
    });
  }
  if (polygonMeetsBox(parcel, [fix.lonDeg, fix.latDeg, fix.lonDeg, fix.latDeg])) {
    return photoCheck('place', 'pass', 0, { de: 'Das Foto wurde im Schlag aufgenommen.', en: 'The photo was taken inside the parcel.' });
  }
  const rings = ringsAround(parcel, fix);
  const metres = outsideM(rings, parcel, fix);
  const allowedM = (fix.accuracyM ?? 0) + OUTLINE_M;
  if (metres > allowedM) {
    const sentence = bothLanguages(
      (n) =>
        `Das Foto wurde ${distance(n, metres)} vom Schlag entfernt aufgenommen (höchstens ${n(allowedM, 1)} m: Genauigkeit + ${OUTLINE_M} m).`,
      (n) => `The photo was taken ${distance(n, metres)} from the parcel (at most ${n(allowedM, 1)} m: accuracy + ${OUTLINE_M} m).`,
    );
    return photoCheck('place', 'fail', Math.round(metres * 10) / 10, sentence);
  }
  const headingDeg = trueHeadingDeg(evidence, fix);
  if (headingDeg == null) {
    const text = bothLanguages(
      (n) => `aufgenommen ${n(metres, 1)} m neben dem Schlag, die Blickrichtung fehlt`,
      (n) => `taken ${n(metres, 1)} m beside the parcel, the direction is missing`,
    );
    return notAvailable('place', text.de, text.en);
  }
  const viewAngleDeg = evidence.record?.horizontalViewAngleDeg ?? DEFAULT_VIEW_ANGLE_DEG;
  const share = sectorShare(rings, headingDeg, viewAngleDeg);
  const sentence = bothLanguages(
    (n) =>
      `Aufgenommen ${n(metres, 1)} m neben dem Schlag, Blick ${n(headingDeg)}° ± ${n(viewAngleDeg / 2, 1)}°: ${n(share * 100)} % des Blickfelds treffen ihn bis ${REACH_M} m (mindestens ${n(MIN_SHARE * 100)} %).`,
    (n) =>
      `Taken ${n(metres, 1)} m beside the parcel, looking ${n(headingDeg)}° ± ${n(viewAngleDeg / 2, 1)}°: ${n(share * 100)} % of the view meet it within ${REACH_M} m (at least ${n(MIN_SHARE * 100)} %).`,
  );
  return photoCheck('place', share >= MIN_SHARE ? 'pass' : 'fail', Math.round(share * 100), sentence);
}

function distance(n: WriteNumber, metres: number): string {
  return metres < 1_000 ? `${n(metres, 1)} m` : `${n(metres / 1000, 1)} km`;
}

/** Share of the rays within heading ± half the view angle that meet the parcel in reach, 0 to 1. */
export function sectorShare(rings: readonly (readonly PointM[])[], headingDeg: number, viewAngleDeg: number): number {
  let met = 0;
  for (let i = 0; i < RAYS; i++) {
    if (rayMeets(rings, headingDeg + viewAngleDeg * ((i + 0.5) / RAYS - 0.5), REACH_M)) met++;
  }
  return met / RAYS;
}

/** Clockwise from true north; a compass is corrected by the declination of place and day. */
export function trueHeadingDeg(evidence: PhotoEvidence, fix: Fix): number | null {
  const heading = evidence.record?.heading ?? evidence.facts.heading;
  if (heading == null) return null;
  const takenUtc = takenUtcOf(evidence) ?? evidence.receivedUtc;
  const declinationDeg = heading.reference === 'true' ? 0 : magneticDeclinationDeg(new Date(takenUtc), fix.lonDeg, fix.latDeg);
  return (heading.deg + declinationDeg + 360) % 360;
}

/** Far away the map plane ends: then the way to one of its corners says enough. */
function outsideM(rings: readonly (readonly PointM[])[], parcel: Polygon | MultiPolygon, fix: Fix): number {
  const [lonDeg = 0, latDeg = 0] = (parcel.type === 'Polygon' ? parcel.coordinates[0] : parcel.coordinates[0]?.[0])?.[0] ?? [];
  const toCornerM = distanceM(fix, { lonDeg, latDeg });
  return toCornerM > 100_000 ? toCornerM : distanceToEdgeM(rings);
}
