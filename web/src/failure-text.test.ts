import { expect, it } from 'vitest';
import { failureText } from './failure-text.js';
import { say } from './language.js';
import { RequestError } from './request-error.js';

it('says what is missing or busy in the language of the page, with the text of the server behind', () => {
  expect(failureText(new RequestError('not-found', 'no parcel 7'), 'de')).toMatch(/^Das gibt es hier nicht .*\(no parcel 7\)$/);
  expect(failureText(new RequestError('busy', 'wait'), 'en')).toMatch(/^The server is busy.*\(wait\)$/);
});

it('says of every other failure that the data could not be loaded', () => {
  expect(failureText(new RequestError('internal', 'x'), 'en')).toBe(`${say('en', 'failed')} (x)`);
  expect(failureText(new TypeError('Failed to fetch'), 'de')).toContain(say('de', 'failed'));
});
