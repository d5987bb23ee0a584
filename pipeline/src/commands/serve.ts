import { abortOnSignals } from '../runs/abort-on-signals.js';
import { openWorkspace } from '../runs/workspace.js';
import { type Command, type CommandIo, countOption, textOption } from './command.js';
import { loadApi } from './late-modules.js';

export const serveOptions = { workspace: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' } } as const;

export const serve: Command = {
  usage: 'landsicht serve [--port 8787] [--host 127.0.0.1] [--workspace DIR]',
  options: serveOptions,
  async run({ values }, io) {
    const port = countOption(values, 'port', 0, 65_535) ?? 8787;
    return serveUntilStopped(
      { workspaceDir: textOption(values, 'workspace') ?? 'workspace', port, host: textOption(values, 'host') ?? '127.0.0.1' },
      io,
    );
  },
};

/** Serves until Ctrl-C. */
export async function serveUntilStopped(where: { workspaceDir: string; host: string; port: number }, io: CommandIo): Promise<number> {
  const workspace = await openWorkspace(where.workspaceDir);
  const { startServer } = await loadApi();
  const server = await startServer({ workspace: workspace.dir, host: where.host, port: where.port });
  io.stdout.write(`Landsicht: ${server.url}\n`);
  const abort = abortOnSignals(() => {});
  if (!abort.signal.aborted) await new Promise((resolve) => abort.signal.addEventListener('abort', resolve, { once: true }));
  await server.close();
  abort.dispose();
  return 0;
}
