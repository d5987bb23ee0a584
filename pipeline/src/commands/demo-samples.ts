import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StacItem } from '@landsicht/core';
import { type MonitorId, monitors } from '../monitors/index.js';
import { openCogWriter } from '../raster/cog-writer.js';
import { makeFolder } from '../runs/sync-fs.js';
import type { MonitorModule } from '../runs/unit.js';
import type { CommandIo } from './command.js';
import { loadSamples } from './late-modules.js';

/** A catalogue of samples and the monitors that it is for. */
export interface SampleSet {
  readonly catalog: string;
  readonly monitors: readonly MonitorId[];
}

interface SampleOptions {
  readonly preset: 'small' | 'full';
  readonly io: CommandIo;
  readonly signal: AbortSignal;
}

/** A spruce landscape under beetles, 2020–2023: as small as shows every stage. */
const forest = { extentM: 1000, everyDays: 8 };
/** A season of declared fields, some of them not as declared. */
const fields = { parcels: 60, everyDays: 5, radar: false };

/**
 * The samples of a folder; simulates them where there are none. A catalogue is complete once its catalog.json is there, and that of the
 * folder itself is written last: with it nothing is simulated, and what the folder lacks the demo goes without.
 */
export async function sampleSets(dir: string, options: SampleOptions): Promise<SampleSet[]> {
  const [main, forestDir, fieldsDir] = [join(dir, 'catalog.json'), join(dir, 'forest'), join(dir, 'fields')];
  if (!(await isThere(main))) await simulateAll({ dir, forestDir, fieldsDir }, options);
  const special: SampleSet[] = [];
  if (await isThere(join(forestDir, 'catalog.json'))) special.push({ catalog: join(forestDir, 'catalog.json'), monitors: ['bark-beetle'] });
  if (await isThere(join(fieldsDir, 'catalog.json'))) special.push({ catalog: join(fieldsDir, 'catalog.json'), monitors: ['parcels'] });
  const taken = special.flatMap((set) => set.monitors);
  const others = (Object.keys(monitors) as MonitorId[]).filter((id) => !taken.includes(id));
  return [...special, { catalog: main, monitors: others }];
}

/** `--set` of a monitor that the layers of the samples allow. */
export function settingsOf({ info }: MonitorModule, items: readonly StacItem[]): string[] {
  const spruce = assetPath(items, 'spruce');
  return info.id === 'bark-beetle' && spruce != null ? [`forestMask=${spruce}`] : [];
}

/** Path of the first asset of that name. */
export function assetPath(items: readonly StacItem[], name: string): string | null {
  const href = items.find(({ assets }) => assets[name] != null)?.assets[name]?.href;
  return href?.startsWith('file:') === true ? fileURLToPath(href) : (href ?? null);
}

async function simulateAll(
  { dir, forestDir, fieldsDir }: { readonly dir: string; readonly forestDir: string; readonly fieldsDir: string },
  { preset, io, signal }: SampleOptions,
): Promise<void> {
  const samples = await loadSamples();
  await makeFolder(resolve(dir));
  const common = { writeCog: openCogWriter, signal };
  await samples.simulateForest({ dir: forestDir, ...forest, ...common, progress: progressOf('forest', io) });
  await samples.simulateFields({ dir: fieldsDir, ...fields, ...common, progress: progressOf('fields', io) });
  await samples.simulate({ dir, preset, ...common, progress: progressOf('region', io) });
}

function progressOf(what: string, io: CommandIo): (fraction: number, message: string) => void {
  let lastPercent = -10;
  return (fraction, message) => {
    const percent = Math.floor(fraction * 100);
    if (percent < lastPercent + 10 && fraction < 1) return;
    lastPercent = percent;
    io.stderr.write(`simulating ${what} ${percent} %  ${message}\n`);
  };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
