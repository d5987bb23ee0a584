import type { MonitorInfo, ParameterValues } from '@landsicht/core';
import { UsageError } from './command.js';

/** Defaults of the monitor with `--set key=value` applied. Unknown keys, wrong types and values out of range are wrong use. */
export function parametersOf(info: MonitorInfo, settings: readonly string[]): ParameterValues {
  const values: Record<string, number | string | boolean> = {};
  for (const [name, { default: value }] of Object.entries(info.parameters)) values[name] = value;
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const name = setting.slice(0, Math.max(0, at));
    const parameter = Object.hasOwn(info.parameters, name) ? info.parameters[name] : undefined;
    if (at < 1 || parameter == null) {
      throw new UsageError(
        `--set ${setting}: ${info.id} has the parameters ${Object.keys(info.parameters).join(', ')} (write --set name=value)`,
      );
    }
    values[name] = parse(setting.slice(at + 1), parameter.default, `--set ${setting}`);
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = parameter;
    const value = values[name];
    if (typeof value === 'number' && (value < minimum || value > maximum)) {
      throw new UsageError(`--set ${setting}: expected ${minimum} to ${maximum} ${parameter.unit}`);
    }
  }
  return values;
}

function parse(text: string, like: number | string | boolean, where: string): number | string | boolean {
  if (typeof like === 'string') return text;
  if (typeof like === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new UsageError(`${where}: expected true or false`);
  }
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${where}: expected a number`);
  return value;
}
