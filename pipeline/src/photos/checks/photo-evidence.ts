import type { MultiPolygon, Polygon } from 'geojson';
import type { LonLat } from '../ground-plane.js';
import type { ImageMeasures } from '../image-measures.js';
import type { PhotoFacts } from '../photo-facts.js';
import type { PhotoRecord } from '../photo-record.js';

/** What became of the signature. */
export type SignatureState =
  | { readonly state: 'valid'; readonly algorithm: string }
  | { readonly state: 'unsigned' }
  | { readonly state: 'unknown-device' }
  | { readonly state: 'invalid' }
  /** The signature holds, but for another task, or with a nonce that this task never had. */
  | { readonly state: 'wrong-task' }
  | { readonly state: 'expired'; readonly expiredUtc: string };

/** A photo that came before, as far as checks compare it. */
export interface EarlierPhoto {
  readonly sha256: string;
  readonly taskId: string;
  readonly perceptualHash: string | null;
  readonly takenUtc: string | null;
  readonly position: LonLat | null;
  readonly accuracyM: number | null;
}

/** What the pixels say. */
export interface PhotoPixels extends ImageMeasures {
  readonly perceptualHash: string | null;
  /** See double-quantisation.ts; null: not measurable. */
  readonly doubleQuantisation: number | null;
  /** Correlation of the embedded thumbnail with the image; null: no readable thumbnail. */
  readonly thumbnailCorrelation: number | null;
}

/** The copy everybody sees. */
export interface ViewCopyFacts {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Bytes of EXIF, XMP, IPTC and colour profile left in it. */
  readonly metadataBytes: number;
}

/** All that the twelve checks look at: plain data, so that a result can be reproduced from what is stored. */
export interface PhotoEvidence {
  readonly facts: PhotoFacts;
  readonly pixels: PhotoPixels;
  readonly view: ViewCopyFacts;
  readonly record: PhotoRecord | null;
  readonly signature: SignatureState;
  readonly receivedUtc: string;
  readonly task: { readonly taskId: string; readonly fromUtc: string; readonly untilUtc: string };
  /** Lon/lat. */
  readonly parcel: Polygon | MultiPolygon;
  /** Of the same holding, of any year. */
  readonly earlierOfHolding: readonly EarlierPhoto[];
  /** Of the same device. */
  readonly earlierOfDevice: readonly EarlierPhoto[];
}

export interface Fix extends LonLat {
  readonly accuracyM: number | null;
}

/** Where the photo was taken: the signed record first, then EXIF. */
export function fixOf({ record, facts }: Pick<PhotoEvidence, 'record' | 'facts'>): Fix | null {
  const position = record?.position ?? facts.position;
  return position == null ? null : { lonDeg: position.lonDeg, latDeg: position.latDeg, accuracyM: accuracyOf({ record, facts }) };
}

/** EGNSS4CAP and its like write `TASK_<id>_DATETIME_<t>` as comment and the accuracy in metres as GPSDOP. */
const appComment = /^TASK_.+_DATETIME_/;

export function accuracyOf({ record, facts }: Pick<PhotoEvidence, 'record' | 'facts'>): number | null {
  const dopIsAccuracy = appComment.test(facts.userComment ?? '');
  return record?.position?.accuracyM ?? facts.accuracyM ?? (dopIsAccuracy ? facts.dop : null);
}

/** When it was taken: GPS time cannot be set by hand; then the record, then a camera that knows its zone. */
export function takenUtcOf({ record, facts }: Pick<PhotoEvidence, 'record' | 'facts'>): string | null {
  return facts.gpsUtc ?? record?.createdUtc ?? cameraUtcOf(facts);
}

/** Camera time where it states its zone. */
export function cameraUtcOf({ cameraLocal, cameraOffsetMin }: PhotoFacts): string | null {
  if (cameraLocal == null || cameraOffsetMin == null) return null;
  return new Date(Date.parse(`${cameraLocal}Z`) - cameraOffsetMin * 60_000).toISOString();
}
