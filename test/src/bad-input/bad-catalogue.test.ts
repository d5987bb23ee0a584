import { truncateSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { writeCog } from '@landsicht/pipeline';
import { describe, expect, it } from 'vitest';
import { isBuilt } from './measured-cli.js';
import { itemCollection, radarItem } from './radar-item.js';
import { plainTiff } from './raw-tiff.js';
import { expectClearFailure, grid, isWater, useScratch } from './scratch.js';

describe.skipIf(!isBuilt)(`catalogues and labels through the command line${isBuilt ? '' : ' (skipped: needs npm run build)'}`, () => {
  const { at, cli, expectWorkspaceValid } = useScratch();

  describe('a catalogue that is none', () => {
    const catalogue = (links: readonly object[]) =>
      JSON.stringify({ type: 'Catalog', stac_version: '1.0.0', id: 'c', description: 'c', links });
    const run = (name: string, text: string) =>
      writeFile(at(name), text).then(() => cli('run', 'flood', '--catalog', name, '--workspace', 'catalogues'));

    it('is refused where it does not exist', async () =>
      expectClearFailure(
        await cli('run', 'flood', '--catalog', 'nowhere/catalog.json', '--workspace', 'catalogues'),
        1,
        /not-found: nowhere\/catalog\.json/,
      ));

    it('is refused where it is a web page', async () =>
      expectClearFailure(
        await run('page.json', '<!DOCTYPE html><html></html>'),
        1,
        /item-invalid: .*page\.json is not JSON: it is a web page/,
      ));

    it('is refused where it is cut off', async () =>
      expectClearFailure(
        await run('cut.json', catalogue([]).slice(0, 40)),
        1,
        /item-invalid: .*cut\.json is not JSON: .*position 40|Unterminated/,
      ));

    it('is refused where it is empty, or other JSON', async () => {
      expectClearFailure(await run('empty.json', ''), 1, /empty\.json is not JSON: it is empty/);
      expectClearFailure(await run('other.json', '{"name": "landsicht", "version": "1"}'), 1, /other\.json: type: expected "Catalog"/);
    });

    it('is refused where it is too large to be one', async () => {
      await writeFile(at('huge.json'), '{');
      truncateSync(at('huge.json'), 4 * 2 ** 30);
      expectClearFailure(await cli('ingest', '--catalog', 'huge.json', '--workspace', 'catalogues'), 1, /huge\.json has 4294967296 bytes/);
    });

    it('goes round in circles: names the link, does the rest, ends with 1', async () => {
      await writeFile(at('good-item.json'), JSON.stringify(radarItem({ id: 'good', href: 'good.tif' })));
      await writeFile(
        at('child.json'),
        catalogue([
          { rel: 'item', href: 'good-item.json' },
          { rel: 'child', href: 'circle.json' },
          { rel: 'child', href: 'gone.json' },
        ]),
      );
      const end = await run(
        'circle.json',
        catalogue([
          { rel: 'child', href: 'child.json' },
          { rel: 'child', href: 'page.json' },
        ]),
      );
      expectClearFailure(end, 1, /child\.json: link rel "child" to .*circle\.json leads back/);
      expect(end.stderr).toMatch(/gone\.json, named by .*child\.json, does not exist/);
      expect(end.stdout).toBe('1 done, 0 already in the lake, 0 failed, 3 unusable\n');
    });

    it('leaves a valid workspace behind', async () => {
      await rm(at('catalogues', 'lake'), { recursive: true });
      await expectWorkspaceValid('catalogues');
    });
  });

  describe('a label', () => {
    it.each([
      ['is missing on disk', { href: 'nowhere.tif' }, /nowhere\.tif: no such file/],
      ['is a web page', { href: 'page.tif' }, /page\.tif: expected a TIFF/],
      ['has no georeference', { href: 'plain.tif' }, /plain\.tif has no georeference/],
    ])('that %s costs its item the score, not the others', async (_, label, message) => {
      const labelled = (id: string, asset: object) => ({
        ...radarItem({ id, href: 'good.tif' }),
        assets: { ...radarItem({ id, href: 'good.tif' }).assets, label: asset },
      });
      const truth = { href: 'truth.tif' };
      const water = Uint8Array.from({ length: grid.width * grid.height }, (_, i) => (isWater(i) ? 1 : 0));
      await writeCog(at('truth.tif'), { grid, pixelType: 'u8', bands: [{ name: 'label' }], overviews: 'mode' }, [water]);
      await writeFile(at('page.tif'), '<!DOCTYPE html>');
      await writeFile(at('plain.tif'), plainTiff(8));
      await writeFile(at('labels.json'), itemCollection([labelled('bad', label), labelled('good', truth)]));
      const end = await cli('evaluate', 'flood', '--catalog', 'labels.json', '--workspace', 'labels', '--json');
      expectClearFailure(end, 1, message);
      const { pooled, items } = JSON.parse(end.stdout) as { pooled: { iou: number }; items: object };
      expect([Object.keys(items), pooled.iou > 0.8]).toEqual([['good'], true]);
    });
  });
});
