import { createHash, createHmac } from 'node:crypto';
import type { S3Keys } from './credentials.js';

export interface S3Request {
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
  readonly region: string;
  readonly keys: S3Keys;
  /** Signed too, e.g. `range`. Headers added later need no signature. */
  readonly headers?: Readonly<Record<string, string>>;
}

const emptyBodySha256 = createHash('sha256').update('').digest('hex');

/** Headers of a signed S3 request without body: AWS Signature Version 4 (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). Good for 15 minutes. */
export function signS3Request({ method, url, region, keys, headers = {} }: S3Request, nowUtc: Date): Record<string, string> {
  const { host, pathname, searchParams } = new URL(url);
  const time = nowUtc.toISOString().replace(/[-:]|\.\d{3}/g, ''); // 20130524T000000Z
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const sent: Record<string, string> = { 'x-amz-content-sha256': emptyBodySha256, 'x-amz-date': time };
  if (keys.sessionToken != null) sent['x-amz-security-token'] = keys.sessionToken;
  for (const [name, value] of Object.entries(headers)) sent[name.toLowerCase()] = value.trim();

  const signed = Object.entries({ ...sent, host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    canonicalPath(pathname),
    canonicalQuery(searchParams),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    emptyBodySha256,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');

  let key: string | Buffer = `AWS4${keys.secretAccessKey}`;
  for (const part of scope.split('/')) key = hmac(key, part);
  const signature = hmac(key, toSign).toString('hex');
  sent['authorization'] = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return sent;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** S3 encodes the path once, `/` excepted. */
function canonicalPath(pathname: string): string {
  return pathname
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/');
}

function canonicalQuery(parameters: URLSearchParams): string {
  return [...parameters]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** s3://bucket/key → bucket and key. */
export function parseS3Url(href: string): { bucket: string; key: string } | null {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(href) ?? [];
  return bucket == null || key == null ? null : { bucket, key };
}

/** The key as URL path. */
export function s3Path(key: string): string {
  return key.split('/').map(encode).join('/');
}
