import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { smallNetworks } from './probe/small-networks.js';

/** SwiftShader, a Vulkan driver on the CPU: slow, but the same path as a GPU's. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const loaders = ['/usr/lib/x86_64-linux-gnu/libvulkan.so.1', '/usr/lib/aarch64-linux-gnu/libvulkan.so.1'];
const probe = fileURLToPath(new URL('../dist/probe/webgpu-probe.js', import.meta.url));
const missing = !existsSync(driver)
  ? 'chromium'
  : !loaders.some((path) => existsSync(path))
    ? 'libvulkan1'
    : existsSync(probe)
      ? null
      : 'npm run build';

describe.skipIf(missing != null)(missing == null ? 'WebGPU on SwiftShader' : `WebGPU on SwiftShader (skipped: needs ${missing})`, () => {
  it('answers what the CPU answers, to 1e-3', { timeout: 120_000 }, async () => {
    // in a process of its own: a driver that fails takes it down
    const { stdout } = await promisify(execFile)(process.execPath, [probe], { env: { ...process.env, VK_ICD_FILENAMES: driver } });
    const differences = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(differences)).toEqual(Object.keys(smallNetworks));
    for (const difference of Object.values(differences)) expect(difference).toBeLessThan(1e-3);
  });
});
