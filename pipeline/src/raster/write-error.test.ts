import { expect, it } from 'vitest';
import { writeError } from './write-error.js';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: from the system`), { code, syscall: 'write' });
}

it('tells a full disk from a folder that cannot be written, and names the file', () => {
  expect(writeError(systemError('ENOSPC'), '/w/a.tif')).toMatchObject({ code: 'disk-full', message: expect.stringContaining('/w/a.tif') });
  for (const code of ['EACCES', 'EROFS', 'ENOENT']) {
    expect(writeError(systemError(code), '/w/a.tif')).toMatchObject({
      code: 'workspace-unwritable',
      message: expect.stringContaining(code),
    });
  }
});

it('lets other errors pass', () => {
  const error = new TypeError('a bug');
  expect(writeError(error, '/w/a.tif')).toBe(error);
});
