export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Accounts at data services. Held in memory only: never written, logged or put into a message. */
export interface SourceCredentials {
  /** Copernicus Data Space account. */
  readonly cdse?: { readonly username: string; readonly password: string };
  /** Keys from the CDSE s3-keysmanager. */
  readonly cdseS3?: S3Keys;
  /** An AWS account, which pays for requester-pays buckets. */
  readonly aws?: S3Keys;
}

/** Reads credentials from an environment; the CLI passes its own, once. Half a pair counts as none. */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): SourceCredentials {
  const username = env['CDSE_USERNAME'];
  const password = env['CDSE_PASSWORD'];
  const cdseS3 = keysFrom(env['CDSE_S3_ACCESS_KEY'], env['CDSE_S3_SECRET_KEY']);
  const aws = keysFrom(env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN']);
  return {
    ...(username && password ? { cdse: { username, password } } : {}),
    ...(cdseS3 == null ? {} : { cdseS3 }),
    ...(aws == null ? {} : { aws }),
  };
}

function keysFrom(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): S3Keys | null {
  if (!accessKeyId || !secretAccessKey) return null;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
