const secretParameters =
  /^(sig|token|access_token|subscription-key|x-amz-signature|x-amz-security-token|x-amz-credential|password|api_?key)$/i;

/** A URL as it may stand in messages and logs: without user, password, signatures and tokens. */
export function publicUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  for (const name of [...url.searchParams.keys()]) {
    if (secretParameters.test(name)) url.searchParams.set(name, '***');
  }
  return url.href;
}
