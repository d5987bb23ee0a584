import { parseArgs } from 'node:util';
import { type CommandIo, describeFailure, type OptionValues, UsageError } from './commands/command.js';
import { type CommandName, commands } from './commands/index.js';

/** Parses the command line and runs one command. Exit code 0 ok, 1 failed, 2 wrong use, 130 stopped. */
export async function main(args: readonly string[], io: CommandIo): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (name === 'help' || name === '--help' || name === '-h') {
    io.stdout.write(help());
    return 0;
  }
  if (!Object.hasOwn(commands, name)) {
    io.stderr.write(`landsicht: there is no command "${name}"\n\n${help()}`);
    return 2;
  }
  const { summary, load } = commands[name as CommandName];
  const command = await load();
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: command.positionals === true, strict: true });
    if ((values as OptionValues)['help'] === true) {
      io.stdout.write(`${summary}\n\n  ${command.usage}\n`);
      return 0;
    }
    return await command.run({ values, positionals }, io);
  } catch (error) {
    const wrongUse =
      error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    io.stderr.write(`landsicht ${name}: ${describeFailure(error)}\n`);
    if (wrongUse) io.stderr.write(`  ${command.usage}\n`);
    return wrongUse ? 2 : 1;
  }
}

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `landsicht COMMAND [options]\n\n${lines.join('\n')}\n\nlandsicht COMMAND --help shows its options.\n`;
}
