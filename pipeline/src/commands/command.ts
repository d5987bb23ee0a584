import type { ParseArgsConfig } from 'node:util';
import { LandsichtError } from '@landsicht/core';

export interface CommandIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** One CLI command. Results go to stdout, progress and messages to stderr; it returns the exit code (0 ok, 1 failed, 130 stopped). */
export interface Command {
  readonly usage: string;
  /** Takes names without a dash in front (run, evaluate, export: the monitor); default: those are wrong use. */
  readonly positionals?: true;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  run(args: { readonly values: OptionValues; readonly positionals: readonly string[] }, io: CommandIo): Promise<number>;
}

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function textOption(values: OptionValues, name: string): string | null {
  const value = values[name];
  if (value == null) return null;
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} needs a value`);
  return value;
}

export function listOption(values: OptionValues, name: string): readonly string[] {
  const value = values[name];
  if (value == null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

export function requiredOption(values: OptionValues, name: string): string {
  const value = textOption(values, name);
  if (value == null) throw new UsageError(`--${name} is missing`);
  return value;
}

export function countOption(values: OptionValues, name: string, minimum: number, maximum: number): number | null {
  const text = textOption(values, name);
  if (text == null) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new UsageError(`--${name} ${text}: expected a whole number from ${minimum} to ${maximum}`);
  }
  return value;
}

/** An ISO date or time; a bare date given as `to` means the end of that day. */
export function dateOption(values: OptionValues, name: 'from' | 'to' | 'date'): Date | null {
  const text = textOption(values, name);
  if (text == null) return null;
  const [, day = '', time = ''] = /^(\d{4}-\d{2}-\d{2})(T.+)?$/.exec(text) ?? [];
  const date = new Date(`${day}${time !== '' ? time : name === 'to' ? 'T23:59:59.999Z' : ''}`);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || !dayExists(day) || year < 1972 || year > 2100) {
    throw new UsageError(`--${name} ${text}: expected a date such as 2024-09-16 or 2024-09-16T05:18:00Z, from 1972 on`);
  }
  return date;
}

/** Date takes 30 February for 1 March. */
function dayExists(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Turns anything thrown into what the user reads. */
export function describeFailure(error: unknown): string {
  if (error instanceof LandsichtError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
