import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawEntry, rawDataAt, rawTiff } from './testing/raw-tiff.js';
import type { ReadLine } from './testing/read-files.js';

const geotiffs = fileURLToPath(new URL('../../../../shared/data/geotiff/', import.meta.url));
const program = fileURLToPath(new URL('../../dist/raster/testing/read-files.js', import.meta.url));
const built = existsSync(program);
const there = existsSync(join(geotiffs, 'fuzz'));
const SILENCE_MS = 20_000;
const MEMORY_BYTES = 512 * 2 ** 20;

const dir = mkdtempSync(join(tmpdir(), 'landsicht-bad-'));
afterAll(() => rmSync(dir, { recursive: true }));

function fileOf(name: string, bytes: Uint8Array | string): string {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  return path;
}

const u16 = (width: number, height: number): RawEntry[] => [
  [256, 'long', 1, width],
  [257, 'long', 1, height],
  [258, 'short', 1, 16],
];

/** u16 strips of all rows, not compressed, in a file that is empty behind its header. */
function emptyStrip(name: string, width: number, height: number, fileBytes: number): string {
  const entries: RawEntry[] = [
    ...u16(width, height),
    [259, 'short', 1, 1],
    [273, 'long', 1, 4096],
    [278, 'long', 1, height],
    [279, 'long', 1, 0xffffffff],
  ];
  const path = fileOf(name, rawTiff(entries));
  truncateSync(path, fileBytes);
  return path;
}

function tiled(size: [number, number], tile: [number, number], counts: [number, number], data: Uint8Array, compression = 8): Buffer {
  const at = rawDataAt(8);
  return rawTiff(
    [
      ...u16(...size),
      [259, 'short', 1, compression],
      [322, 'long', 1, tile[0]],
      [323, 'long', 1, tile[1]],
      [324, 'long', counts[0], at],
      [325, 'long', counts[0], counts[0] === 1 ? counts[1] : at],
    ],
    data,
  );
}

/** Runs the reading program over files; a hang of one ends the program, which the missing lines show. */
async function readInChild(files: readonly string[]): Promise<{ outcomes: Map<string, ReadLine>; peakBytes: number; hung: string | null }> {
  const child = spawn(process.execPath, ['--max-old-space-size=256', program, ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let timer = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
  });
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReadLine);
  const outcomes = new Map(
    lines.filter(({ outcome }) => outcome !== 'started' && outcome !== 'peak').map((line) => [basename(line.file), line]),
  );
  const peak = lines.find(({ outcome }) => outcome === 'peak');
  return { outcomes, peakBytes: peak?.peakBytes ?? Number.POSITIVE_INFINITY, hung: peak == null ? (lines.at(-1)?.file ?? 'start') : null };
}

describe.skipIf(!built)(`bad input${built ? '' : ' (skipped: needs npm run build)'}`, () => {
  describe('made up here', () => {
    let run: Awaited<ReturnType<typeof readInChild>>;
    beforeAll(async () => {
      const bomb = deflateSync(Buffer.alloc(64 * 2 ** 20));
      const tileCount = fileOf('tile-count-2-31.tif', tiled([2 ** 31 - 1, 1], [1, 1], [2 ** 31, 0], new Uint8Array(64)));
      const onDisk = fileOf('tile-count-on-disk.tif', tiled([2 ** 31 - 1, 1], [1, 1], [2 ** 31, 0], new Uint8Array(64)));
      truncateSync(onDisk, 2 ** 33 + 4096);
      run = await readInChild([
        fileOf('zero-bytes.tif', ''),
        fileOf('page.tif', '<!DOCTYPE html><html><body>404</body></html>'),
        emptyStrip('claims-4gb.tif', 50_000, 45_000, 4096),
        emptyStrip('holds-4gb.tif', 50_000, 40_000, 4_000_004_096),
        fileOf('sparse-4gb.tif', tiled([65_536, 32_768], [16_384, 8_192], [16, 0], new Uint8Array(64))),
        tileCount,
        onDisk,
        fileOf('ratio.tif', tiled([8192, 8192], [8192, 8192], [1, 64], deflateSync(Buffer.alloc(64)))),
        fileOf('bomb.tif', tiled([64, 64], [64, 64], [1, bomb.length], bomb)),
        fileOf('lzw-ratio.tif', tiled([8192, 8192], [8192, 8192], [1, 64], new Uint8Array(64), 5)),
        fileOf('huge-tile.tif', tiled([64, 64], [1 << 20, 1 << 20], [1, 64], new Uint8Array(64))),
      ]);
    }, 120_000);

    it('ends with a clear error, and windows of huge files still read', () => {
      expect(run.hung).toBeNull();
      expect(Object.fromEntries([...run.outcomes].map(([file, { outcome }]) => [file, outcome]))).toEqual({
        'zero-bytes.tif': 'raster-invalid',
        'page.tif': 'raster-invalid',
        'claims-4gb.tif': 'raster-invalid',
        'holds-4gb.tif': 'read-window',
        'sparse-4gb.tif': 'read-window',
        'tile-count-2-31.tif': 'raster-invalid',
        'tile-count-on-disk.tif': 'raster-too-large',
        'ratio.tif': 'raster-invalid',
        'bomb.tif': 'raster-invalid',
        'lzw-ratio.tif': 'raster-invalid',
        'huge-tile.tif': 'raster-too-large',
      });
      expect(run.outcomes.get('page.tif')?.message).toContain('web page');
      expect(run.outcomes.get('holds-4gb.tif')?.message).toContain('Read it in windows');
    });

    it('takes less than 512 MiB', () => expect(run.peakBytes).toBeLessThan(MEMORY_BYTES));
  });

  describe.skipIf(!there)(`from other decoders' bug reports${there ? '' : ' (skipped: needs ../shared/data)'}`, () => {
    const namesIn = (folder: string, prefix: string) =>
      there ? readdirSync(join(geotiffs, folder)).filter((name) => name.startsWith(prefix)) : [];
    const bad = namesIn('matrix', 'bad_');
    const fuzz = namesIn('fuzz', '');
    let run: Awaited<ReturnType<typeof readInChild>>;
    beforeAll(async () => {
      run = await readInChild([...bad.map((name) => join(geotiffs, 'matrix', name)), ...fuzz.map((name) => join(geotiffs, 'fuzz', name))]);
    }, 120_000);

    it('covers 12 damaged and 65 fuzzed files within 512 MiB and without a hang', () => {
      expect([bad.length, fuzz.length]).toEqual([12, 65]);
      expect(run.hung).toBeNull();
      expect(run.peakBytes).toBeLessThan(MEMORY_BYTES);
    });

    it.each(bad)('refuses %s in a message that names it', (name) => {
      const { outcome, message } = run.outcomes.get(name) ?? { outcome: 'missing', message: '' };
      expect(outcome).toMatch(/^raster-(invalid|unsupported|too-large)$/);
      expect(message).toContain(name);
    });

    it.each(fuzz)('reads or refuses %s', (name) => {
      expect(run.outcomes.get(name)?.outcome).toMatch(/^(read|read-window|raster-(invalid|unsupported|too-large))$/);
    });
  });
});
