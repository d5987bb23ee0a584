import type { LocalText } from '@landsicht/core';
import type { Context } from 'hono';

/** In the language the client puts first, German or English. */
export function localize(c: Context, text: LocalText): string {
  c.header('Vary', 'Accept-Language', { append: true });
  return /^\s*de\b/i.test(c.req.header('Accept-Language') ?? '') ? text.de : text.en;
}
