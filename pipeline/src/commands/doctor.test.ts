import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctor, nodeCheck } from './doctor.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-doctor-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function examine(workspace: string) {
  let text = '';
  const stdout = { write: (part: string) => (text += part) } as unknown as NodeJS.WritableStream;
  const code = await doctor.run({ values: { workspace, json: true }, positionals: [] }, { stdout, stderr: stdout, env: {} });
  const { checks } = JSON.parse(text) as { checks: { name: string; state: string; detail: string }[] };
  return { code, checks: new Map(checks.map((check) => [check.name, check])) };
}

describe('landsicht doctor', () => {
  it('finds this machine able and says what is optional', { timeout: 120_000 }, async () => {
    const { code, checks } = await examine(dir);
    for (const name of ['node', 'workspace', 'sharp', '@duckdb/node-api', 'onnxruntime-node', '@cornerstonejs/codec-openjpeg']) {
      expect(checks.get(name)).toMatchObject({ state: 'ok' });
    }
    expect(checks.get('memory')?.detail).toMatch(/^\d+\.\d GB$/);
    for (const name of ['onnx on cpu', 'tensorflow on cpu']) {
      expect(checks.get(name)).toMatchObject({ state: 'ok', detail: expect.stringMatching(/^\d+\.\d tiles\/s/) });
    }
    for (const name of ['onnx on webgpu', 'onnx on cuda', 'tensorflow on cuda']) expect(checks.get(name)?.state).toMatch(/^(ok|absent)$/);
    for (const name of ['nvidia', 'vulkan', '@tensorflow/tfjs-node-gpu']) expect(checks.get(name)?.state).toMatch(/^(ok|absent)$/);
    expect(code).toBe(checks.get('disk')?.state === 'ok' ? 0 : 1);
  });

  it('fails with exit code 1 where the workspace cannot be written', { timeout: 120_000 }, async () => {
    await writeFile(join(dir, 'file'), '');
    const { code, checks } = await examine(join(dir, 'file'));
    expect(code).toBe(1);
    expect(checks.get('workspace')).toMatchObject({ state: 'failed', detail: expect.stringContaining('cannot write') });
  });
});

describe('nodeCheck', () => {
  it.each([
    ['20.18.3', 'failed'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['18.20.0', 'failed'],
  ])('finds node %s %s', (version, state) => {
    expect(nodeCheck(version).state).toBe(state);
  });
});
