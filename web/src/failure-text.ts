import { type Language, say } from './language.js';
import { RequestError } from './request-error.js';

const sentences = { 'not-found': 'failedNotFound', busy: 'failedBusy' } as const;

/** A sentence in the page's language, then the server's own text as detail. */
export function failureText(error: unknown, language: Language): string {
  const detail = error instanceof Error ? error.message : String(error);
  const code = error instanceof RequestError ? error.code : '';
  const key = code === 'not-found' || code === 'busy' ? sentences[code] : 'failed';
  return `${say(language, key)} (${detail})`;
}
