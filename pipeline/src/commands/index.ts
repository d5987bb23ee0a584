import type { Command } from './command.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { evaluate } from './evaluate.js';
import { exportCommand } from './export.js';
import { ingest } from './ingest.js';
import { run } from './run.js';
import { serve } from './serve.js';
import { status } from './status.js';

/** Every command. To add one: a file here and a line below. */
export const commands = {
  demo,
  ingest,
  run,
  evaluate,
  serve,
  export: exportCommand,
  status,
  doctor,
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
