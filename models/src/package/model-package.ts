import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { type OnnxGraph, readOnnxGraph } from '../graph/onnx-graph.js';
import { largestModelBytes, verifyModel } from '../verify.js';
import { type ModelManifest, parseManifest, sha256Of } from './manifest.js';

/** A model that was checked: its bytes are those of the manifest, its graph is plain ONNX and what the manifest says. */
export interface ModelPackage {
  readonly manifest: ModelManifest;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly graph: OnnxGraph;
}

export interface ModelPlace {
  readonly id: string;
  readonly dir: string;
  /** `own`: comes with Landsicht; `added`: of this workspace. */
  readonly origin: 'own' | 'added';
}

/** The folder of the models that come with Landsicht. */
export const ownModelsDir = new URL('../../', import.meta.url);

/** Reads a model's folder (`manifest.json`, `model.onnx`) and checks all of it. Throws `model-invalid`, `not-found`. */
export async function openModel(dir: string): Promise<ModelPackage> {
  const path = join(dir, 'manifest.json');
  const manifest = parseManifest(await textOf(path), path);
  return checked(manifest, await bytesOf(join(dir, 'model.onnx')), dir);
}

/** Adds an agency's own model to a folder of models: both files are checked first. Returns where it is now. */
export async function addModel(modelPath: string, manifestPath: string, modelsDir: string): Promise<ModelPlace> {
  const text = await textOf(manifestPath);
  const manifest = parseManifest(text, manifestPath);
  const { bytes } = checked(manifest, await bytesOf(modelPath), modelPath);
  const { id } = manifest;
  const dir = join(modelsDir, id);
  if ((await stat(dir).catch(() => null)) != null) {
    throw new LandsichtError('bad-argument', `A model "${id}" is already there: ${dir}. Give the new one another id, or remove the folder`);
  }
  const part = join(modelsDir, `.${id}.part`);
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await writeFile(join(part, 'model.onnx'), bytes);
  await writeFile(join(part, 'manifest.json'), text);
  await rename(part, dir);
  return { id, dir, origin: 'added' };
}

/** Folders with a manifest, by id: those of Landsicht and those added to a workspace; an added one never hides one of Landsicht's. */
export async function listModels(ownDir: string, addedDir: string): Promise<ModelPlace[]> {
  const placesIn = async (root: string, origin: ModelPlace['origin']): Promise<ModelPlace[]> => {
    const names = await readdir(root).catch(() => [] as string[]);
    const places: ModelPlace[] = [];
    for (const name of names.filter((one) => !one.startsWith('.')).sort()) {
      const dir = join(root, name);
      if ((await stat(join(dir, 'manifest.json')).catch(() => null)) != null) places.push({ id: name, dir, origin });
    }
    return places;
  };
  const own = await placesIn(ownDir, 'own');
  const added = await placesIn(addedDir, 'added');
  return [...own, ...added.filter(({ id }) => !own.some((one) => one.id === id))];
}

function checked(manifest: ModelManifest, bytes: Uint8Array, path: string): ModelPackage {
  const sha256 = sha256Of(manifest);
  verifyModel(manifest.id, bytes, sha256);
  const graph = readOnnxGraph(bytes, path);
  const { properties } = manifest;
  const { bands } = properties['mlm:input'][0] as (typeof properties)['mlm:input'][number];
  const classes = (properties['mlm:output'][0] as (typeof properties)['mlm:output'][number])['classification:classes'];
  assertChannels(path, 'input', graph.inputs, bands.length, 'bands');
  assertChannels(path, 'output', graph.outputs, classes.length, 'classes');
  return { manifest, sha256, bytes, graph };
}

function assertChannels(path: string, what: string, values: OnnxGraph['inputs'], expected: number, of: string): void {
  const [value] = values;
  if (value == null || values.length !== 1) {
    throw new LandsichtError('model-invalid', `${path}: the graph has ${values.length} ${what}s; expected one`);
  }
  const channels = value.shape[1];
  if (value.shape.length !== 4 || (typeof channels === 'number' && channels !== expected)) {
    throw new LandsichtError(
      'model-invalid',
      `${path}: the ${what} "${value.name}" is ${value.shape.join('×')}, the manifest names ${expected} ${of}. Expected n×${expected}×rows×columns`,
    );
  }
}

async function textOf(path: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf(path));
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > largestModelBytes)
      throw new LandsichtError('model-invalid', `${path}: ${size} bytes; at most ${largestModelBytes} are loaded`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof LandsichtError) throw cause;
    throw new LandsichtError(
      'not-found',
      `${path}: ${errorMessage(cause)}. A model is a folder with manifest.json and model.onnx: ${basename(dirname(path))}`,
      {
        cause,
      },
    );
  }
}
