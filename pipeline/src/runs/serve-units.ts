import { dirname, join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import type { DeviceChoice } from '@landsicht/models';
import { type AssetAccess, createAssetAccess } from '../sources/access/asset-access.js';
import { type BegunUnit, commitUnit } from './lake.js';
import { storageError } from './sync-fs.js';
import type { MonitorModule, UnitTask } from './unit.js';
import type { FromWorker, ToWorker, UnitFailureCode } from './unit-messages.js';
import { modelsDirBeside } from './workspace.js';

/** Progress messages are at least this far apart. */
const PROGRESS_MS = 100;

/** The worker side of the local executor: takes units from the port one after the other, runs them and commits them to the lake. */
export function serveUnits(
  port: MessagePort,
  monitorOf: (id: string) => MonitorModule | null,
  access: AssetAccess = createAssetAccess(),
): void {
  const send = (message: FromWorker) => port.postMessage(message);
  let running = new AbortController();
  port.on('message', (message: ToWorker) => {
    if (message.type === 'close') port.close();
    else if (message.type === 'abort') running.abort();
    else {
      running = new AbortController();
      void serveUnit(message.task, message.begun, monitorOf(message.task.monitor), {
        access,
        signal: running.signal,
        threads: message.threads,
        device: message.device,
        send,
      }).then(send);
    }
  });
}

interface ServeOptions {
  readonly access: AssetAccess;
  readonly signal: AbortSignal;
  readonly threads: number;
  readonly device: DeviceChoice;
  send(message: FromWorker): void;
}

async function serveUnit(
  task: UnitTask,
  begun: BegunUnit,
  monitor: MonitorModule | null,
  { access, signal, threads, device, send }: ServeOptions,
): Promise<FromWorker> {
  try {
    if (monitor == null) throw new LandsichtError('not-found', `There is no monitor "${task.monitor}" in this version of Landsicht`);
    if (monitor.info.version !== task.monitorVersion) {
      throw new LandsichtError(
        'bad-argument',
        `Unit ${task.title} was planned for ${task.monitor} ${task.monitorVersion}, this worker has ${monitor.info.version}. Plan again`,
      );
    }
    let lastMs = Number.NEGATIVE_INFINITY;
    const progress = (fraction: number, message: string) => {
      const nowMs = performance.now();
      if (nowMs - lastMs < PROGRESS_MS) return;
      lastMs = nowMs;
      send({ type: 'progress', fraction, message });
    };
    const output = await monitor.run(task, {
      dir: begun.dir,
      cacheDir: join(dirname(begun.lakeDir), 'cache'),
      modelsDir: modelsDirBeside(begun.lakeDir),
      device,
      catalogueDir: join(dirname(begun.lakeDir), 'catalogue'),
      progress,
      signal,
      access,
      threads,
    });
    return { type: 'done', manifest: await commitUnit(begun, task, monitor.info, output) };
  } catch (error) {
    return signal.aborted ? { type: 'aborted' } : { type: 'failed', ...describeUnitFailure(error, begun.lakeDir) };
  }
}

/** A write into the lake that fails is `disk-full` or `workspace-unwritable`, whoever wrote; other file errors are the monitor's own. */
export function describeUnitFailure(thrown: unknown, lakeDir: string): { code: UnitFailureCode; message: string } {
  const { path, code } = (thrown ?? {}) as { path?: unknown; code?: unknown };
  const atLake = (typeof path === 'string' && path.startsWith(lakeDir)) || code === 'ENOSPC' || code === 'EDQUOT';
  const error = atLake ? storageError(thrown, lakeDir) : thrown;
  return { code: isLandsichtError(error) ? error.code : 'unexpected', message: errorMessage(error) };
}
