import { describe, expect, it } from 'vitest';
import { parseS3Url, s3Path, signS3Request } from './s3-signature.js';

/** The examples of the AWS documentation, "Authenticating Requests: Using the Authorization Header (SigV4)". */
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const nowUtc = new Date('2013-05-24T00:00:00Z');
const host = 'https://examplebucket.s3.amazonaws.com';

describe('signS3Request', () => {
  it.each([
    ['a range of an object', '/test.txt', { range: 'bytes=0-9' }, 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    ['a parameter without value', '/?lifecycle', {}, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['a list with parameters', '/?max-keys=2&prefix=J', {}, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('signs %s as AWS documents it', (_, path, headers, signature) => {
    const signed = signS3Request({ method: 'GET', url: host + path, region: 'us-east-1', keys, headers }, nowUtc);
    expect(signed['authorization']).toContain(`Signature=${signature}`);
    expect(signed['x-amz-date']).toBe('20130524T000000Z');
  });

  it('signs the session token too and never shows the secret', () => {
    const signed = signS3Request({ method: 'GET', url: `${host}/a`, region: 'default', keys: { ...keys, sessionToken: 'tok' } }, nowUtc);
    expect(signed['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token');
    expect(JSON.stringify(signed)).not.toContain(keys.secretAccessKey);
  });
});

describe('S3 addresses', () => {
  it('takes bucket and key apart', () => {
    expect(parseS3Url('s3://eodata/Sentinel-2/MSI/a b.jp2')).toEqual({ bucket: 'eodata', key: 'Sentinel-2/MSI/a b.jp2' });
    expect(parseS3Url('https://eodata/x')).toBeNull();
    expect(s3Path('a b/ü+(1).jp2')).toBe('a%20b/%C3%BC%2B%281%29.jp2');
  });
});
