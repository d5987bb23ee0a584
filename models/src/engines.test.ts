import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { engines } from './engines.js';
import { tinyOnnx } from './testing/tiny-onnx.js';
import { verifyModel } from './verify.js';

describe.each(Object.entries(engines))('engine %s', (_, load) => {
  it('keeps the shape and doubles every value', async () => {
    const session = await (await load()).open(tinyOnnx('Add'), 'cpu');
    const output = await session.run({ data: Float32Array.of(0, 1, 2, 3), shape: [1, 1, 2, 2] });
    await session.close();
    expect(output).toEqual({ data: Float32Array.of(0, 2, 4, 6), shape: [1, 1, 2, 2] });
  });

  it('says that a device which was asked for is missing instead of using another', async () => {
    await expect((await load()).open(tinyOnnx('Add'), 'cuda')).rejects.toMatchObject({ code: 'device-missing' });
  });

  it('refuses bytes that are no model', async () => {
    await expect((await load()).open(Uint8Array.of(1, 2, 3, 4), 'cpu')).rejects.toMatchObject({ code: 'model-invalid' });
  });
});

describe('verifyModel', () => {
  it('accepts the bytes its manifest names and refuses one changed bit', () => {
    const bytes = tinyOnnx('Mul');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(() => verifyModel('tiny', bytes, sha256)).not.toThrow();
    const changed = Uint8Array.from(bytes);
    changed[10] = (changed[10] ?? 0) ^ 1;
    expect(() => verifyModel('tiny', changed, sha256)).toThrow(/tiny.*sha-256/);
  });
});
