import { LandsichtError, type StacAsset } from '@landsicht/core';
import { systemClock } from '../http/clock.js';
import { createHttpClient } from '../http/http-client.js';
import type { SourceContext } from '../source-context.js';
import { cdseTokens, cdseTokenUrl } from './cdse-token.js';
import type { S3Keys, SourceCredentials } from './credentials.js';
import { parseS3Url, s3Path, signS3Request } from './s3-signature.js';
import { blobContainer, planetaryComputerSasUrl, sasTokens } from './sas-token.js';

/** How to fetch an asset now: GET `href` with `headers`; Range may be added. Ask again after `expiresUtc`. */
export interface ResolvedAsset {
  readonly href: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresUtc: Date | null;
}

export interface AssetAccess {
  resolve(asset: StacAsset | string, signal?: AbortSignal): Promise<ResolvedAsset>;
}

/** Where the services are; tests put a local server here. */
export interface AccessEndpoints {
  readonly planetaryComputerSasUrl: string;
  readonly cdseTokenUrl: string;
  readonly cdseS3Url: string;
  /** Origins that take a CDSE bearer token; nothing else ever gets one. */
  readonly cdseOrigins: readonly string[];
}

export const defaultEndpoints: AccessEndpoints = {
  planetaryComputerSasUrl,
  cdseTokenUrl,
  cdseS3Url: 'https://eodata.dataspace.copernicus.eu',
  cdseOrigins: [
    'https://download.dataspace.copernicus.eu',
    'https://zipper.dataspace.copernicus.eu',
    'https://catalogue.dataspace.copernicus.eu',
  ],
};

/** Buckets whose readers pay, with their region. */
const requesterPays: Readonly<Record<string, string>> = {
  'usgs-landsat': 'us-west-2',
  'sentinel-s1-l1c': 'eu-central-1',
  'sentinel-s2-l1c': 'eu-central-1',
  'sentinel-s2-l2a': 'eu-central-1',
};

/** SigV4 headers are accepted for 15 minutes. */
const s3LifetimeMs = 10 * 60_000;

export interface AssetAccessOptions extends SourceContext {
  readonly credentials?: SourceCredentials;
  readonly endpoints?: Partial<AccessEndpoints>;
}

/** Access to the assets of every source, chosen by their addresses: make one per process and share it, for it keeps the tokens. */
export function createAssetAccess({ credentials = {}, endpoints, http: settings = {} }: AssetAccessOptions = {}): AssetAccess {
  const at = { ...defaultEndpoints, ...endpoints };
  const http = createHttpClient(settings);
  const { nowMs } = settings.clock ?? systemClock;
  const sasToken = sasTokens(at.planetaryComputerSasUrl, http, nowMs);
  const { cdse, cdseS3, aws } = credentials;
  const cdseToken = cdse == null ? null : cdseTokens({ ...cdse, tokenUrl: at.cdseTokenUrl, http, nowMs });

  function signed(url: string, region: string, keys: S3Keys, headers: Record<string, string> = {}): ResolvedAsset {
    const now = nowMs();
    return {
      href: url,
      headers: signS3Request({ method: 'GET', url, region, keys, headers }, new Date(now)),
      expiresUtc: new Date(now + s3LifetimeMs),
    };
  }

  async function resolveS3(asset: StacAsset | string, bucket: string, key: string, signal?: AbortSignal): Promise<ResolvedAsset> {
    const href = `s3://${bucket}/${key}`;
    if (bucket === 'eodata') {
      if (cdseS3 != null) return signed(`${at.cdseS3Url}/eodata/${s3Path(key)}`, 'default', cdseS3);
      const https = alternateHttps(asset);
      if (https != null && cdseToken != null) return resolveHref(https, https, signal);
      throw needsCredentials(
        href,
        'a Copernicus Data Space account: set CDSE_S3_ACCESS_KEY and CDSE_S3_SECRET_KEY (eodata-s3keysmanager.dataspace.copernicus.eu), or CDSE_USERNAME and CDSE_PASSWORD',
      );
    }
    const region = requesterPays[bucket];
    if (region != null && aws != null) {
      return signed(`https://${bucket}.s3.${region}.amazonaws.com/${s3Path(key)}`, region, aws, { 'x-amz-request-payer': 'requester' });
    }
    if (region != null) {
      throw needsCredentials(
        href,
        'an AWS account that pays for the transfer: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or search --catalog planetary-computer for the same scene',
      );
    }
    throw new LandsichtError(
      'source-refused',
      `${href}: the bucket "${bucket}" is not known to Landsicht. Known: eodata, ${Object.keys(requesterPays).join(', ')}. Use a catalogue with https hrefs`,
    );
  }

  async function resolveHref(asset: StacAsset | string, href: string, signal?: AbortSignal): Promise<ResolvedAsset> {
    const s3 = parseS3Url(landsatlookToS3(href));
    if (s3 != null) return resolveS3(asset, s3.bucket, s3.key, signal);
    const blob = blobContainer(href);
    if (blob != null) {
      const { value, expiresMs } = await sasToken(blob.account, blob.container, signal);
      return { href: `${href}${href.includes('?') ? '&' : '?'}${value}`, headers: {}, expiresUtc: new Date(expiresMs) };
    }
    if (URL.canParse(href) && at.cdseOrigins.includes(new URL(href).origin)) {
      if (cdseToken == null) throw needsCredentials(href, 'a Copernicus Data Space account: set CDSE_USERNAME and CDSE_PASSWORD');
      const { token, expiresMs } = await cdseToken(signal);
      return { href, headers: { authorization: `Bearer ${token}` }, expiresUtc: new Date(expiresMs) };
    }
    return { href, headers: {}, expiresUtc: null };
  }

  return { resolve: (asset, signal) => resolveHref(asset, typeof asset === 'string' ? asset : asset.href, signal) };
}

/** Signs or authorises an asset of any source. Pass the asset, not only its href, so that alternate hrefs can be used. */
export function resolveAsset(asset: StacAsset | string, access: AssetAccess, signal?: AbortSignal): Promise<ResolvedAsset> {
  return access.resolve(asset, signal);
}

/** landsatlook answers a login page to programs; the same file lies in the bucket. */
function landsatlookToS3(href: string): string {
  return href.replace(/^https:\/\/landsatlook\.usgs\.gov\/data\//, 's3://usgs-landsat/');
}

function alternateHttps(asset: StacAsset | string): string | null {
  if (typeof asset === 'string') return null;
  const href = (asset['alternate'] as { https?: { href?: unknown } } | undefined)?.https?.href;
  return typeof href === 'string' ? href : null;
}

function needsCredentials(href: string, what: string): LandsichtError {
  return new LandsichtError('source-refused', `${href}: reading this needs ${what}`);
}
