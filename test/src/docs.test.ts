import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CommandName, commands } from '../../pipeline/src/commands/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const decisions = (await readdir(join(root, 'docs/decisions'))).map((name) => `docs/decisions/${name}`);
const pages = ['README.md', 'CONTRIBUTING.md', 'data-samples/README.md', 'docs/life-of-a-scene.md', 'docs/coordinates.md', ...decisions];

describe.each(pages)('%s', (page) => {
  it('links to files that are there', async () => {
    const text = await readFile(join(root, page), 'utf8');
    const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => !existsSync(resolve(root, dirname(page), target)))).toEqual([]);
  });

  it('names only commands and options that exist', async () => {
    const text = await readFile(join(root, page), 'utf8');
    for (const [line, name = '', rest = ''] of text.matchAll(/^npx landsicht (\w+)(.*?)(?:\s+#.*)?$/gm)) {
      expect(Object.keys(commands), line).toContain(name);
      const { options } = await commands[name as CommandName].load();
      const args = rest
        .trim()
        .split(/\s+/)
        .filter((arg) => arg !== '');
      expect(() => parseArgs({ args, options, allowPositionals: true, strict: true }), line).not.toThrow();
    }
  });
});

describe('README', () => {
  it('names the two commands that package.json knows', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    for (const [, command = ''] of readme.matchAll(/^npm ci && npm (\w+)/gm)) expect(Object.keys(scripts)).toContain(command);
    expect(readme).toMatch(/^npm ci && npm start/m);
    expect(readme).toMatch(/^npm ci && npm test/m);
  });
});
