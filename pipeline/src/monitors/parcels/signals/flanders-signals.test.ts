import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAssetAccess } from '../../../sources/access/asset-access.js';
import { isClear } from './clean-looks.js';
import { parcelSets } from './pixel-sets.js';
import { readSignalsJob } from './read-scenes.js';
import { classCount, recordLength } from './scene-record.js';
import { opticalBandNames } from './signal-bands.js';
import { agriDir, flandersItems, flandersParcels, flandersSites, hasFlanders } from './testing/flanders-parcels.js';

interface KnownParcel {
  readonly chip: string;
  readonly code: number;
  readonly npx: number;
  readonly inner: number;
  /** date, ndvi_p50, ndvi_sd, B04, B08, B11, B12 */
  readonly series: readonly [string, number, number, number, number, number, number][];
}

const context = { access: createAssetAccess(), signal: new AbortController().signal };
const at = (name: string, statistic: number) => classCount + opticalBandNames.indexOf(name as 'NDVI') * 10 + statistic;

describe.skipIf(!hasFlanders)('signals of the Flanders sites (real data; skipped: needs ../shared/data)', () => {
  it.each(flandersSites)(
    'agree with the measured NDVI of %s: median error below 0.01',
    async (site) => {
      const known = (JSON.parse(await readFile(join(agriDir, 'flanders_parcels_2018_2019.json'), 'utf8')) as { parcels: KnownParcel[] })
        .parcels;
      const { grid, parcels } = await flandersParcels(site);
      const own = known.filter(({ chip }) => site.endsWith(chip));
      const places = own.map(({ code, npx }) => parcels.findIndex((one) => one.cropCode === String(code) && one.pixels === npx));
      expect(places.every((place) => place >= 0)).toBe(true);
      const sets = parcelSets(parcels, grid);
      // theirs are the pixels whose four neighbours are of the same field, also at the edge of the chip: more, of small fields
      for (const [k, { inner }] of own.entries()) {
        const count = sets.fine.counts[places[k] as number] as number;
        expect(count).toBeLessThanOrEqual(inner);
        expect(count).toBeGreaterThanOrEqual(0.3 * inner);
      }
      const dates = new Set(own.flatMap(({ series }) => series.map(([date]) => date)));
      const items = (await flandersItems(site, 'S2_')).filter((item) => dates.has(String(item.properties.datetime).slice(0, 10)));
      const differences: number[] = [];
      for (const item of items.slice(0, 24)) {
        const { records } = await readSignalsJob({ item, range: { from: 0, to: parcels.length } }, sets, context);
        own.forEach(({ series }, k) => {
          const measured = series.find(([date]) => String(item.properties.datetime).startsWith(date));
          const start = (places[k] as number) * recordLength('optical');
          if (measured == null || !isClear(Array.from(records.subarray(start, start + classCount)))) return;
          differences.push(Math.abs((records[start + at('NDVI', 6)] as number) - measured[1]));
        });
      }
      differences.sort((a, b) => a - b);
      process.stdout.write(
        `${site}: ${differences.length} looks, median ${differences[differences.length >> 1]}, greatest ${differences.at(-1)}\n`,
      );
      expect(differences.length).toBeGreaterThan(50);
      expect(differences[differences.length >> 1]).toBeLessThan(0.01);
    },
    120_000,
  );
});
