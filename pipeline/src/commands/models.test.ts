import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeManifest, smallNetwork } from '@landsicht/models/probe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { models } from './models.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-models-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function run(positionals: string[], values: Record<string, string> = {}) {
  let text = '';
  const stdout = { write: (part: string) => (text += part) } as unknown as NodeJS.WritableStream;
  const code = await models.run(
    { values: { workspace: join(dir, 'ws'), json: true, ...values }, positionals },
    { stdout, stderr: stdout, env: {} },
  );
  return { code, json: JSON.parse(text) as { models: { id: string; problem: string | null }[]; id: string } };
}

describe('landsicht models', () => {
  it('adds an agency’s model, lists it, and verifies it by running it', async () => {
    const bytes = smallNetwork('a U-Net of one step');
    const [file, manifest] = [join(dir, 'model.onnx'), join(dir, 'manifest.json')];
    await writeFile(file, bytes);
    await writeFile(manifest, JSON.stringify(madeManifest('our-water', bytes, { bands: ['vv', 'vh'], classes: ['a', 'b', 'c'] })));
    expect(await run(['add', file], { manifest })).toMatchObject({ code: 0, json: { id: 'our-water' } });
    const added = { id: 'our-water', origin: 'added', monitor: 'flood', status: 'experimental', problem: null };
    expect((await run(['list'])).json.models).toContainEqual(expect.objectContaining(added));
    expect((await run(['verify'])).json.models).toContainEqual(expect.objectContaining(added));
  });

  it('says which model was changed since, and fails', async () => {
    const bytes = smallNetwork('a U-Net of one step');
    const [file, manifest] = [join(dir, 'model.onnx'), join(dir, 'manifest.json')];
    await writeFile(file, bytes);
    await writeFile(manifest, JSON.stringify(madeManifest('our-water', bytes, { bands: ['vv', 'vh'], classes: ['a', 'b', 'c'] })));
    await run(['add', file], { manifest });
    await writeFile(
      join(dir, 'ws', 'models', 'our-water', 'model.onnx'),
      bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte)),
    );
    const { code, json } = await run(['verify']);
    expect(code).toBe(1);
    expect(json.models.find(({ id }) => id === 'our-water')?.problem).toMatch(/our-water.*sha-256/);
  });

  it.each([[[]], [['remove']], [['list', 'x']], [['add']]])('wrong use: %j', async (positionals) => {
    await expect(run(positionals)).rejects.toThrow(/expected "list"/);
  });
});
