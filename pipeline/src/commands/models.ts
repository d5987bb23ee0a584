import { fileURLToPath } from 'node:url';
import { errorMessage } from '@landsicht/core';
import { addModel, engines, listModels, type ModelManifest, type ModelPlace, openModel, ownModelsDir } from '@landsicht/models';
import { openWorkspace } from '../runs/workspace.js';
import { type Command, requiredOption, textOption, UsageError } from './command.js';

/** What `list` and `verify` say of a model. */
export interface ModelReport {
  readonly id: string;
  readonly origin: ModelPlace['origin'];
  readonly title: ModelManifest['properties']['landsicht:title'] | null;
  readonly monitor: string | null;
  readonly status: string | null;
  readonly parameters: number | null;
  readonly sha256: string | null;
  /** Why it cannot be used; null = nothing was found. */
  readonly problem: string | null;
}

export const models: Command = {
  usage: 'landsicht models list|verify|add FILE --manifest FILE [--json] [--workspace DIR]',
  positionals: true,
  options: { workspace: { type: 'string' }, manifest: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values, positionals }, io) {
    const [verb, file, ...rest] = positionals;
    const { modelsDir } = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    if (verb === 'add' && file != null && rest.length === 0) {
      const { id, dir } = await addModel(file, requiredOption(values, 'manifest'), modelsDir);
      io.stdout.write(values['json'] === true ? `${JSON.stringify({ id })}\n` : `added ${id} to ${dir}\n`);
      return 0;
    }
    if ((verb !== 'list' && verb !== 'verify') || file != null) {
      throw new UsageError(`expected "list", "verify" or "add FILE", got "${positionals.join(' ')}"`);
    }
    const places = await listModels(fileURLToPath(ownModelsDir), modelsDir);
    const reports: ModelReport[] = [];
    for (const place of places) reports.push(await reportOf(place, verb === 'verify'));
    io.stdout.write(values['json'] === true ? `${JSON.stringify({ models: reports })}\n` : modelsText(reports));
    return reports.some(({ problem }) => problem != null) ? 1 : 0;
  },
};

/** Checks files and graph; with `runs` the network also answers one tile. */
async function reportOf({ id, dir, origin }: ModelPlace, runs: boolean): Promise<ModelReport> {
  try {
    const { manifest, sha256, bytes } = await openModel(dir);
    const { properties } = manifest;
    if (runs) await answerOnce(manifest, bytes);
    return {
      id,
      origin,
      title: properties['landsicht:title'],
      monitor: properties['landsicht:monitor'],
      status: properties['landsicht:status'],
      parameters: properties['mlm:total_parameters'],
      sha256,
      problem: null,
    };
  } catch (error) {
    return { id, origin, title: null, monitor: null, status: null, parameters: null, sha256: null, problem: errorMessage(error) };
  }
}

async function answerOnce({ properties }: ModelManifest, bytes: Uint8Array): Promise<void> {
  const session = await (await engines.onnx()).open(bytes, 'cpu');
  try {
    const [tilePx, channels] = [properties['landsicht:tile_px'], properties['mlm:input'][0]?.bands.length ?? 0];
    await session.run({ data: new Float32Array(channels * tilePx * tilePx), shape: [1, channels, tilePx, tilePx] });
  } finally {
    await session.close();
  }
}

function modelsText(reports: readonly ModelReport[]): string {
  if (reports.length === 0) return 'no models\n';
  return reports
    .map(({ id, origin, title, monitor, status, parameters, sha256, problem }) =>
      problem == null
        ? `${id}  ${title?.en}; for ${monitor}; ${status}; ${parameters} parameters; ${origin}; sha-256 ${sha256}\n`
        : `${id}  cannot be used: ${problem}\n`,
    )
    .join('');
}
