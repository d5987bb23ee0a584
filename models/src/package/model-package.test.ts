import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeManifest } from '../probe/made-manifest.js';
import { smallNetwork } from '../probe/small-networks.js';
import { parseManifest } from './manifest.js';
import { addModel, listModels, openModel } from './model-package.js';

describe('a model and its manifest', () => {
  let dir: string;
  const bytes = smallNetwork('a U-Net of one step');
  const files = async (name: string, manifest: unknown, model: Uint8Array = bytes) => {
    const paths = [join(dir, `${name}.onnx`), join(dir, `${name}.json`)] as const;
    await writeFile(paths[0], model);
    await writeFile(paths[1], JSON.stringify(manifest));
    return paths;
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-models-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('is added, listed and opened with its hash', async () => {
    const models = join(dir, 'models');
    const [model, manifest] = await files(
      'own',
      madeManifest('own-water', bytes, { bands: ['vv', 'vh'], classes: ['dry', 'water', 'unknown'] }),
    );
    const place = await addModel(model, manifest, models);
    expect(await listModels(join(dir, 'none'), models)).toEqual([place]);
    const opened = await openModel(place.dir);
    expect(opened.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(opened.graph.nodes).toHaveLength(9);
    await expect(addModel(model, manifest, models)).rejects.toThrow(/already there/);
  });

  it.each([
    ['another hash', madeManifest('a-b', Uint8Array.of(1), { bands: ['vv', 'vh'], classes: ['a', 'b', 'c'] }), /sha-256/],
    [
      'more bands than the graph',
      madeManifest('a-b', bytes, { bands: ['vv', 'vh', 'dem'], classes: ['a', 'b', 'c'] }),
      /input.*names 3 bands/,
    ],
    ['fewer classes', madeManifest('a-b', bytes, { bands: ['vv', 'vh'], classes: ['a'] }), /output.*names 1 classes/],
    [
      'no MLM',
      { ...madeManifest('a-b', bytes, { bands: ['vv', 'vh'], classes: ['a', 'b', 'c'] }), stac_extensions: [] },
      /stac_extensions.*MLM 1\.3/,
    ],
    [
      'an id that is a path',
      madeManifest('../../etc', bytes, { bands: ['vv', 'vh'], classes: ['a', 'b', 'c'] }),
      /id: expected lower-case/,
    ],
  ])('is refused with %s', async (_, manifest, message) => {
    const [model, path] = await files('bad', manifest);
    await expect(addModel(model, path, join(dir, 'refused'))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(message),
    });
    expect(await listModels(join(dir, 'none'), join(dir, 'refused'))).toEqual([]);
  });

  it('names the file that is missing or no JSON', async () => {
    await expect(openModel(join(dir, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/nowhere\/manifest\.json/),
    });
    expect(() => parseManifest('{', 'broken.json')).toThrow(/broken\.json: not JSON/);
  });
});
