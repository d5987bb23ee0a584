import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { engines } from './engines.js';
import { writeOnnx } from './probe/onnx-writer.js';
import { smallNetwork, smallNetworks } from './probe/small-networks.js';
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

describe.each(Object.entries(smallNetworks))('%s', (name, { channels: [channels, answers] }) => {
  const shape = [2, channels, 16, 24];
  const input = Float32Array.from({ length: shape.reduce((all, one) => all * one, 1) }, (_, i) => Math.sin(i / 3) + Math.cos(i * i));

  it('answers the same to 1e-4 in both engines', async () => {
    const outputs = [];
    for (const load of Object.values(engines)) {
      const session = await (await load()).open(smallNetwork(name), 'cpu');
      outputs.push(await session.run({ data: input, shape }));
      await session.close();
    }
    const [first, ...others] = outputs;
    expect(first?.shape).toEqual([2, answers, 16, 24]);
    expect(new Set(first?.data).size).toBeGreaterThan(100);
    for (const other of others) {
      expect(other.shape).toEqual(first?.shape);
      for (const [i, value] of other.data.entries()) expect(Math.abs(value - (first?.data[i] as number)), `value ${i}`).toBeLessThan(1e-4);
    }
  });
});

describe('the engine tensorflow', () => {
  it('names an operator it does not know, and the way out', async () => {
    const bytes = writeOnnx({
      channels: [1, 1],
      nodes: [{ op: 'Einsum', inputs: ['input'], output: 'output', attributes: { equation: 'nchw->nchw' } }],
    });
    await expect((await engines.tensorflow()).open(bytes, 'cpu')).rejects.toThrow(/Einsum.*ONNX Runtime/);
  });

  it('tells how to install the GPU build', async () => {
    await expect((await engines.tensorflow()).open(tinyOnnx('Add'), 'cuda')).rejects.toThrow(
      /npm install --no-save @tensorflow\/tfjs-node-gpu/,
    );
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
