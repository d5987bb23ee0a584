import type { LandsichtErrorCode } from '@landsicht/core';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * The HTTP answer to each failure, decided here only; a code without a line does not compile.
 * `tell`: the message speaks to the caller. Others speak to the operator (they name files) and go to the log alone.
 */
export const errorStatus: Readonly<Record<LandsichtErrorCode, { status: ContentfulStatusCode; title: string; tell: boolean }>> = {
  'bad-argument': { status: 400, title: 'A parameter has no valid value', tell: true },
  'not-found': { status: 404, title: 'Not found', tell: true },
  'crs-unknown': { status: 400, title: 'Unknown coordinate reference system', tell: true },
  'crs-missing': { status: 500, title: 'A stored raster has no place on the ground', tell: false },
  'crs-mismatch': { status: 500, title: 'Stored results do not lie on one grid', tell: false },
  'raster-invalid': { status: 500, title: 'A stored raster is damaged', tell: false },
  'raster-unsupported': { status: 500, title: 'A stored raster has an unsupported form', tell: false },
  'raster-too-large': { status: 500, title: 'A stored raster is too large to show', tell: false },
  'vector-invalid': { status: 500, title: 'A vector file is damaged', tell: false },
  'vector-unsupported': { status: 500, title: 'A vector file has an unsupported form', tell: false },
  'vector-too-large': { status: 500, title: 'A vector file is too large', tell: false },
  'photo-invalid': { status: 422, title: 'The photo is damaged', tell: true },
  'photo-unsupported': { status: 415, title: 'The photo has an unsupported form', tell: true },
  'photo-too-large': { status: 413, title: 'The photo is too large', tell: true },
  'band-missing': { status: 500, title: 'A stored raster lacks a band', tell: false },
  'item-invalid': { status: 500, title: 'A catalogue item is invalid', tell: false },
  'source-unreachable': { status: 502, title: 'A data source cannot be reached', tell: false },
  'source-refused': { status: 502, title: 'A data source refused the request', tell: false },
  'workspace-unwritable': { status: 500, title: 'The workspace cannot be written', tell: false },
  'disk-full': { status: 507, title: 'The disk is full', tell: false },
  'lake-damaged': { status: 500, title: 'A stored result is damaged', tell: false },
  'model-invalid': { status: 500, title: 'A model is damaged', tell: false },
  'device-missing': { status: 500, title: 'A device is missing', tell: false },
  busy: { status: 503, title: 'The server is busy', tell: true },
  'needs-workspace': { status: 501, title: 'A part of Landsicht is not installed here', tell: false },
  aborted: { status: 503, title: 'The request was aborted', tell: false },
};
