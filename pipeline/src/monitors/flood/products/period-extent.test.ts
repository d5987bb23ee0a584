import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRaster } from '../../../raster/open-raster.js';
import { listManifests } from '../../../runs/lake-read.js';
import { writeFloodUnit } from '../events/testing/write-flood-unit.js';
import { floodCodes } from '../info.js';
import { periodExtent } from './period-extent.js';

describe('maximum extent over a period', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-extent-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  // 0.25 ha a character
  it('holds flood that any pass saw, as COG, outlines and STAC item', async () => {
    const lakeDir = join(dir, 'lake');
    await writeFloodUnit(lakeDir, { scene: 'a', utc: '2024-09-16T05:17:00.000Z', map: ['FF..??', '....??'] });
    await writeFloodUnit(lakeDir, { scene: 'b', utc: '2024-09-18T05:17:00.000Z', map: ['.F.R?F', '....?.'] });
    const { manifests } = await listManifests(lakeDir);
    const out = join(dir, 'out');
    const extent = await periodExtent({ lakeDir, units: manifests, bboxLonLat: null, out });
    expect(extent).toMatchObject({ scenes: 2, floodedHa: 0.75, observedHa: 2.5, notObservedHa: 0.5, outlines: 2 });

    const file = await openRaster(join(out, 'flood-maximum.tif'));
    const { data } = await file.read({ window: { col: 0, row: 2, width: 30, height: 1 }, bands: [0] });
    await file.close();
    const codes = [0, 1, 2, 3, 4, 5].map((character) => data[0]?.[character * 5 + 2]);
    const { flood, dry, reference, notObserved } = floodCodes;
    expect(codes).toEqual([flood, flood, dry, reference, notObserved, flood]);

    const json = async (name: string) => JSON.parse(await readFile(join(out, name), 'utf8'));
    const { features } = await json('flood-maximum.geojson');
    expect(features.map(({ properties }: { properties: object }) => properties)).toMatchObject([
      { class: 'flood', areaM2: 5000, madeBy: 'machine' },
      { class: 'flood', areaM2: 2500 },
    ]);
    const item = await json('flood-maximum.json');
    expect(item.properties).toMatchObject({
      datetime: null,
      start_datetime: '2024-09-16T05:17:00.000Z',
      end_datetime: '2024-09-18T05:17:00.000Z',
    });
    expect(item.links.map(({ href }: { href: string }) => href).sort()).toEqual(['urn:landsicht:item:a', 'urn:landsicht:item:b']);
  });
});
