import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { engines } from '../engines.js';
import { listModels, openModel, ownModelsDir } from './model-package.js';

const places = await listModels(fileURLToPath(ownModelsDir), '');

describe('models that come with Landsicht', () => {
  it('are there', () => {
    expect(places.map(({ id }) => id)).toContain('flood-s1');
  });

  it.each(places)('$id is small, checked, and answers the same in both engines to 1e-4', async ({ dir }) => {
    const { manifest, bytes } = await openModel(dir);
    const { properties } = manifest;
    expect(bytes.length).toBeLessThanOrEqual(12e6);
    expect(properties['mlm:total_parameters']).toBeLessThanOrEqual(3e6);
    const channels = properties['mlm:input'][0]?.bands.length ?? 0;
    const shape = [1, channels, 64, 64];
    const data = Float32Array.from({ length: channels * 64 * 64 }, (_, i) => 2 * Math.sin(i / 7) * Math.cos(i / 300));
    const outputs: Float32Array[] = [];
    for (const load of Object.values(engines)) {
      const session = await (await load()).open(bytes, 'cpu');
      outputs.push((await session.run({ data, shape })).data);
      await session.close();
    }
    const [first, second] = outputs as [Float32Array, Float32Array];
    expect(new Set(first).size).toBeGreaterThan(100);
    expect(first.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(first.reduce((most, value, i) => Math.max(most, Math.abs(value - (second[i] as number))), 0)).toBeLessThan(1e-4);
  });
});
