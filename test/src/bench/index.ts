import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, benchTable } from './bench-table.js';
import { type Bench, benches } from './benches.js';

/** `npm run bench [-- NAME …]`: a table on stdout, the same as JSON in bench-results/. Ratios are against a peer in the same run. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const wanted = process.argv.slice(2);
const chosen = Object.entries(benches).filter(([name]) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (chosen.length === 0) {
  process.stderr.write(`no bench is called ${wanted.join(' or ')}; there are ${Object.keys(benches).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-bench-'));
  const rows: BenchRow[] = [];
  try {
    for (const [name, bench] of chosen) {
      process.stderr.write(`${name} …\n`);
      rows.push(await rowOf(name, bench, dir));
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, node ${process.version}`;
  process.stdout.write(`${machine}, load ${Math.max(...rows.map(({ load }) => load)).toFixed(1)}\n${benchTable(rows)}`);
  await mkdir(join(root, 'bench-results'), { recursive: true });
  await writeFile(join(root, 'bench-results', 'bench.json'), `${JSON.stringify({ machine, rows }, null, 1)}\n`);
  if (rows.some((row) => 'failure' in row)) process.exitCode = 1;
}

/** A bench that fails fails alone: the figures before and after it are kept. */
async function rowOf(name: string, bench: Bench, dir: string): Promise<BenchRow> {
  try {
    return { name, ...(await bench({ dir, root })), load: loadavg()[0] ?? 0 };
  } catch (error) {
    return { name, failure: error instanceof Error ? error.message : String(error), load: loadavg()[0] ?? 0 };
  }
}
