import { execFile } from 'node:child_process';
import { readdir, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { errorMessage } from '@landsicht/core';
import { openWorkspace } from '../runs/workspace.js';
import { type Command, textOption } from './command.js';

/** `failed`: Landsicht cannot work. `absent`: something optional is not there. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'absent' | 'failed';
  readonly detail: string;
  readonly remedy?: string;
}

const MINIMUM_NODE = [20, 19] as const;
const MINIMUM_FREE_BYTES = 2e9;
const run = promisify(execFile);

export const doctor: Command = {
  usage: 'landsicht doctor [--json] [--workspace DIR]',
  options: { workspace: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values }, io) {
    const checks = await examine(textOption(values, 'workspace') ?? 'workspace');
    io.stdout.write(values['json'] === true ? `${JSON.stringify({ checks })}\n` : checksText(checks));
    return checks.some(({ state }) => state === 'failed') ? 1 : 0;
  },
};

/** Asks the machine. Creates the workspace if there is none: whether that works is part of the question. */
export async function examine(workspaceDir: string): Promise<Check[]> {
  return [
    nodeCheck(process.versions.node),
    { name: 'cores', state: 'ok', detail: `${availableParallelism()} usable, ${cpus()[0]?.model.trim() || process.arch}` },
    { name: 'memory', state: 'ok', detail: gigabytes(Math.min(totalmem(), constrainedBytes())) },
    ...(await workspaceChecks(workspaceDir)),
    { name: 'gdal', state: 'ok', detail: 'not needed: GeoTIFF and JPEG 2000 are read by Landsicht itself' },
    ...(await Promise.all([
      packageCheck('sharp', 'map tiles and quicklooks'),
      packageCheck('@duckdb/node-api', 'queries and the API'),
      packageCheck('onnxruntime-node', 'models, default engine'),
      packageCheck('@cornerstonejs/codec-openjpeg', 'JPEG 2000'),
      tensorflowCheck(),
    ])),
    ...(await gpuChecks()),
    ...(await engineChecks()),
  ];
}

export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1]);
  if (enough) return { name: 'node', state: 'ok', detail: version };
  return { name: 'node', state: 'failed', detail: version, remedy: `install node ${MINIMUM_NODE.join('.')} or newer` };
}

async function workspaceChecks(dir: string): Promise<Check[]> {
  try {
    const workspace = await openWorkspace(dir);
    const { bavail, bsize } = await statfs(workspace.dir);
    const freeBytes = bavail * bsize;
    const space = { name: 'disk', detail: `${gigabytes(freeBytes)} free at ${workspace.dir}` };
    return [
      { name: 'workspace', state: 'ok', detail: `${workspace.dir} can be written` },
      freeBytes >= MINIMUM_FREE_BYTES
        ? { ...space, state: 'ok' }
        : { ...space, state: 'failed', remedy: `free at least ${gigabytes(MINIMUM_FREE_BYTES)} or choose another --workspace` },
    ];
  } catch (error) {
    return [{ name: 'workspace', state: 'failed', detail: errorMessage(error) }];
  }
}

/** Loads a package in a process of its own: a broken native library ends that process, not this one. */
async function packageCheck(name: string, purpose: string): Promise<Check> {
  try {
    await loadInChild(name);
    return { name, state: 'ok', detail: `loads (${purpose})` };
  } catch (error) {
    return { name, state: 'failed', detail: `does not load (${purpose}): ${reasonOf(error)}`, remedy: 'npm ci' };
  }
}

async function tensorflowCheck(): Promise<Check> {
  const name = '@tensorflow/tfjs-node-gpu';
  try {
    await loadInChild(name);
    return { name, state: 'ok', detail: 'loads (TensorFlow.js on CUDA)' };
  } catch (error) {
    const reason = reasonOf(error);
    const detail = reason.includes('ERR_MODULE_NOT_FOUND')
      ? 'not installed (optional: TensorFlow.js on CUDA)'
      : `installed but does not load: ${reason}`;
    return { name, state: 'absent', detail, remedy: `npm install --no-save ${name}` };
  }
}

async function loadInChild(name: string): Promise<void> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  await run(process.execPath, ['--input-type=module', '--eval', `await import(${JSON.stringify(name)})`], { cwd, timeout: 60_000 });
}

/** The telling line of a child's stderr. */
function reasonOf(error: unknown): string {
  const { stderr = '', signal } = error as { stderr?: string; signal?: string | null };
  const line = stderr.split('\n').find((text) => /Error/.test(text));
  return line?.trim() ?? (signal != null ? `ended by ${signal}` : errorMessage(error));
}

async function gpuChecks(): Promise<Check[]> {
  return [await nvidiaCheck(), await vulkanCheck()];
}

async function nvidiaCheck(): Promise<Check> {
  try {
    const { stdout } = await run('nvidia-smi', ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'], {
      timeout: 20_000,
    });
    const cards = stdout.trim().split('\n').filter(Boolean);
    if (cards.length > 0) return { name: 'nvidia', state: 'ok', detail: cards.join('; ') };
    return { name: 'nvidia', state: 'absent', detail: 'nvidia-smi lists no GPU' };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return {
      name: 'nvidia',
      state: 'absent',
      detail: missing ? 'no nvidia-smi: no NVIDIA GPU or no driver' : `nvidia-smi failed: ${reasonOf(error)}`,
    };
  }
}

/** Where the Vulkan loader looks for drivers on Linux (LoaderDriverInterface.md). */
const VULKAN_DRIVER_DIRS = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/etc/vulkan/icd.d'];

async function vulkanCheck(): Promise<Check> {
  if (process.platform !== 'linux') return { name: 'vulkan', state: 'ok', detail: 'not used here: WebGPU runs on Metal or Direct3D 12' };
  const found = await Promise.all(VULKAN_DRIVER_DIRS.map((dir) => readdir(dir).catch(() => [])));
  const drivers = [...new Set(found.flat().filter((name) => name.endsWith('.json')))];
  if (drivers.length > 0) return { name: 'vulkan', state: 'ok', detail: `drivers ${drivers.sort().join(', ')} (WebGPU)` };
  return {
    name: 'vulkan',
    state: 'absent',
    detail: 'no Vulkan driver: --device webgpu will not work',
    remedy: "install the GPU's Vulkan driver, e.g. mesa-vulkan-drivers",
  };
}

/** What can run a network, in the order of preference of `--device auto`. */
const inferenceDevices = [
  ['onnx', 'cuda'],
  ['onnx', 'webgpu'],
  ['onnx', 'cpu'],
  ['tensorflow', 'cuda'],
  ['tensorflow', 'cpu'],
] as const;

/** Each engine on each device, one after the other in processes of their own, with how fast it answers. */
async function engineChecks(): Promise<Check[]> {
  const probe = fileURLToPath(new URL('measure-device.js', import.meta.resolve('@landsicht/models/probe')));
  const checks: Check[] = [];
  for (const [engine, device] of inferenceDevices) {
    const name = `${engine} on ${device}`;
    try {
      const { stdout } = await run(process.execPath, [probe, engine, device], { timeout: 60_000 });
      checks.push({
        name,
        state: 'ok',
        detail: `${Number(stdout).toFixed(1)} tiles/s (256 × 256 px, 10 bands, U-Net of 0.12 million parameters)`,
      });
    } catch (error) {
      const [reason = ''] = reasonOf(error).split('. Install');
      checks.push({ name, state: device === 'cpu' ? 'failed' : 'absent', detail: reason.slice(0, 160) });
    }
  }
  return checks;
}

/** Bytes a container may use; no limit where the system tells none. */
function constrainedBytes(): number {
  const bytes = process.constrainedMemory();
  return bytes > 0 ? bytes : Number.POSITIVE_INFINITY;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function checksText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(
    ({ name, state, detail, remedy }) => `${state.padEnd(6)}  ${name.padEnd(width)}  ${detail}${remedy == null ? '' : ` → ${remedy}`}`,
  );
  return `${lines.join('\n')}\n`;
}
