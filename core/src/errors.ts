/** Every way Landsicht can fail on purpose. api/src/error-status.ts maps each to an HTTP status. */
export type LandsichtErrorCode =
  | 'bad-argument' // the caller's value is out of range or malformed
  | 'raster-invalid' // a file is not a raster, or damaged
  | 'raster-unsupported' // a valid raster in a form we do not read (names it)
  | 'raster-too-large' // claims more pixels or bytes than the file can hold or the limit allows
  | 'vector-invalid' // a file holds no features, or is damaged
  | 'vector-unsupported' // a valid vector file in a form we do not read (names it)
  | 'vector-too-large'
  | 'photo-invalid' // not a photo, or damaged
  | 'photo-unsupported' // a valid picture in a form we do not read (names it)
  | 'photo-too-large'
  | 'band-missing'
  | 'crs-missing'
  | 'crs-unknown'
  | 'crs-mismatch' // two things on different CRSs or grids were mixed
  | 'item-invalid' // a STAC item or catalogue that does not hold together
  | 'source-unreachable' // network or file system, after retries
  | 'source-refused' // the service answered no (401, 403, 404, quota)
  | 'workspace-unwritable'
  | 'disk-full'
  | 'lake-damaged' // a manifest and its files disagree
  | 'model-invalid' // sha-256, size, or graph is not what the manifest says
  | 'device-missing' // an inference device that was asked for is not there
  | 'not-found'
  | 'busy' // too much at once: ask again later
  | 'needs-workspace' // an optional workspace or program is not installed
  | 'aborted';

/** Names come from files and services: control characters in them must not reach a terminal. Line breaks stay. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A failure with a code. The message names the file or thing, the place, what was expected and got, and the remedy. */
export class LandsichtError extends Error {
  override readonly name = 'LandsichtError';
  readonly code: LandsichtErrorCode;

  constructor(code: LandsichtErrorCode, message: string, options?: ErrorOptions) {
    super(printable(message), options);
    this.code = code;
  }
}

export function isLandsichtError(error: unknown): error is LandsichtError {
  return error instanceof Error && error.name === 'LandsichtError' && 'code' in error;
}

/** The text of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
