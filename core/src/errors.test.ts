import { expect, it } from 'vitest';
import { errorMessage, isLandsichtError, LandsichtError } from './errors.js';
import { maskReasons, reasonOfCode } from './mask-reason.js';

it('carries code, message and cause', () => {
  const cause = new Error('ENOSPC');
  const error = new LandsichtError('disk-full', 'lake/x: the disk is full', { cause });
  expect(error).toMatchObject({ name: 'LandsichtError', code: 'disk-full', message: 'lake/x: the disk is full', cause });
  expect(error).toBeInstanceOf(Error);
});

it('shows control characters instead of sending them to the terminal', () => {
  expect(new LandsichtError('item-invalid', 'id a\u001b[2J\0 ä\nnext').message).toBe('id a\\u001b[2J\\u0000 ä\nnext');
});

it('is known again, also from another copy of the module, and nothing else is', () => {
  expect(isLandsichtError(new LandsichtError('aborted', 'stopped'))).toBe(true);
  expect(isLandsichtError(Object.assign(new Error('x'), { name: 'LandsichtError', code: 'aborted' }))).toBe(true);
  expect([new Error('x'), 'x', null, { name: 'LandsichtError', code: 'aborted' }].some(isLandsichtError)).toBe(false);
});

it('reads the text of anything thrown', () => {
  expect([errorMessage(new Error('a')), errorMessage('b'), errorMessage(3)]).toEqual(['a', 'b', '3']);
});

it('gives every mask reason its own code, none of them 0, and finds it again', () => {
  const entries = Object.entries(maskReasons);
  expect(new Set(entries.map(([, { code }]) => code)).size).toBe(entries.length);
  expect(entries.map(([reason, { code }]) => reasonOfCode(code) === reason && code > 0 && code < 256)).not.toContain(false);
  expect([reasonOfCode(0), reasonOfCode(255)]).toEqual([null, null]);
});
