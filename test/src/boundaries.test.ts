import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Which workspaces may import which (architecture.md). `web` takes types only from `api`. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  models: ['core'],
  pipeline: ['core', 'models'],
  api: ['core', 'pipeline'],
  web: ['core', 'api'],
  'data-samples': ['core'],
  test: ['core', 'models', 'pipeline', 'api', 'web', 'data-samples'],
};

/** Heavy libraries are each imported by one file; sharp also decodes photos and the 8-bit JPEG and WebP blocks of TIFFs. */
const soleImporters: Record<string, readonly string[]> = {
  geotiff: ['pipeline/src/raster/geotiff.ts'],
  sharp: [
    'pipeline/src/photos/decode-photo.ts',
    'pipeline/src/photos/testing/render-photo.ts',
    'pipeline/src/quicklook/paint.ts',
    'pipeline/src/raster/jpeg-block.ts',
    'pipeline/src/raster/webp-block.ts',
  ],
  '@duckdb/node-api': ['pipeline/src/store/duckdb.ts'],
  '@cornerstonejs/codec-openjpeg': ['pipeline/src/raster/jpeg2000.ts'],
  'onnxruntime-node': ['models/src/onnx.ts'],
  exifreader: ['pipeline/src/photos/exif.ts'],
  geomagnetism: ['pipeline/src/photos/magnetic-declination.ts'],
  'maplibre-gl': ['web/src/map/create-map.ts'],
  proj4: ['core/src/crs.ts'],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

async function importsOf(workspace: string): Promise<Import[]> {
  const files = await readdir(join(root, workspace, 'src'), { recursive: true, withFileTypes: true });
  const found: Import[] = [];
  for (const entry of files.filter((f) => f.isFile() && /\.ts$/.test(f.name))) {
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const statements = text.matchAll(/^(?:import|export)\s+((?:[\w*\s{},$]+\sfrom\s+)?)['"]([^'"]+)['"]/gm);
    const lazy = text.matchAll(/\bimport\(()['"]([^'"]+)['"]\)/g);
    for (const [, clause = '', specifier = ''] of [...statements, ...lazy]) {
      found.push({ file: relative(root, path), specifier, typeOnly: clause.startsWith('type ') });
    }
  }
  return found;
}

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe.each(Object.entries(allowed))('workspace %s', (workspace, may) => {
  it('imports only the workspaces below it', async () => {
    const imports = await importsOf(workspace);
    expect(imports.length).toBeGreaterThan(0);
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith('@landsicht/') && specifier.split('/')[1] !== workspace)
      .filter(({ specifier }) => !may.includes(specifier.split('/')[1] ?? ''));
    expect(wrong).toEqual([]);
  });

  it('does not reach into another workspace by a relative path', async () => {
    const depth = (file: string) => file.split('/').length - 2;
    const wrong = (await importsOf(workspace)).filter(({ file, specifier }) => (specifier.match(/\.\.\//g) ?? []).length > depth(file));
    expect(wrong.filter(({ file }) => !file.startsWith('test/'))).toEqual([]);
  });
});

describe('core', () => {
  it('does no I/O', async () => {
    const wrong = (await importsOf('core')).filter(({ file, specifier }) => specifier.startsWith('node:') && !file.endsWith('.test.ts'));
    expect(wrong).toEqual([]);
  });
});

describe('web', () => {
  it('takes types only from api', async () => {
    const wrong = (await importsOf('web')).filter(({ specifier, typeOnly }) => specifier.startsWith('@landsicht/api') && !typeOnly);
    expect(wrong).toEqual([]);
  });
});

describe.each(Object.entries(soleImporters))('%s', (library, owners) => {
  it(`is imported by ${owners.join(', ')} alone (types aside)`, async () => {
    const all = (await Promise.all(Object.keys(allowed).map(importsOf))).flat();
    const importers = all.filter(
      ({ specifier, typeOnly, file }) => packageOf(specifier) === library && !typeOnly && !file.endsWith('.test.ts'),
    );
    expect([...new Set(importers.map(({ file }) => file))].sort()).toEqual(owners);
  });
});
