import { LandsichtError, type ParameterValues } from '@landsicht/core';
import { type DeviceChoice, openSession } from '@landsicht/models';
import { findModel } from '../runs/find-model.js';
import type { MonitorModule } from '../runs/unit.js';
import type { Workspace } from '../runs/workspace.js';
import { type CommandIo, UsageError } from './command.js';

/** `--device`. Rules run on the CPU; a GPU that was asked for is never silently replaced by it. */
export function deviceOption(device: string | null, monitor: MonitorModule, parameters: ParameterValues): DeviceChoice {
  if (device == null || device === 'auto' || device === 'cpu') return device ?? 'auto';
  if (device !== 'webgpu' && device !== 'cuda') throw new UsageError(`--device ${device}: expected auto, cpu, webgpu or cuda`);
  if (monitor.modelOf?.(parameters) != null) return device;
  throw new LandsichtError(
    'device-missing',
    `--device ${device}: ${monitor.info.id} works by rules here, and rules run on the CPU. Use --device auto or cpu, or a network where it has one (--set detector=model)`,
  );
}

/** For a network, the device that `auto` stands for on this machine: found once, said, and given to every unit. */
export async function chosenDevice(
  wanted: DeviceChoice,
  monitor: MonitorModule,
  parameters: ParameterValues,
  { workspace, io }: { readonly workspace: Workspace; readonly io: CommandIo },
): Promise<DeviceChoice> {
  const id = monitor.modelOf?.(parameters) ?? null;
  if (id == null) return wanted;
  const { bytes } = await findModel(id, workspace.modelsDir);
  const session = await openSession(bytes, wanted);
  await session.close();
  io.stderr.write(`model ${id} runs on ${session.device}\n`);
  return session.device;
}
