import { describe, expect, it } from 'vitest';
import type { RasterFile } from '../raster/raster-file.js';
import { OpenFiles } from './open-files.js';

function counting(): { files: OpenFiles; log: string[] } {
  const log: string[] = [];
  let broken = true;
  const open = async (path: string): Promise<RasterFile> => {
    log.push(`open ${path}`);
    if (path === 'flaky' && broken) {
      broken = false;
      throw new Error('gone');
    }
    return { href: path, close: async () => void log.push(`close ${path}`) } as RasterFile;
  };
  return { files: new OpenFiles(open, 2), log };
}

const nothing = async (): Promise<void> => undefined;

describe('OpenFiles', () => {
  it('opens a file once for many readers and closes the least recently used', async () => {
    const { files, log } = counting();
    await Promise.all([files.use('a', nothing), files.use('a', nothing)]);
    await files.use('b', nothing);
    await files.use('a', nothing);
    await files.use('c', nothing);
    expect(log).toEqual(['open a', 'open b', 'open c', 'close b']);
    await files.close();
    expect(log.slice(4).sort()).toEqual(['close a', 'close c']);
  });

  it('never closes a file that is being read', async () => {
    const { files, log } = counting();
    let finish: () => void = () => undefined;
    const reading = files.use(
      'a',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await files.use('b', nothing);
    await files.use('c', nothing);
    expect(log).not.toContain('close a');
    finish();
    await reading;
    expect(log).toContain('close a');
  });

  it('tries again to open what failed to open', async () => {
    const { files, log } = counting();
    await expect(files.use('flaky', nothing)).rejects.toThrow('gone');
    await files.use('flaky', nothing);
    expect(log).toEqual(['open flaky', 'open flaky']);
  });
});
