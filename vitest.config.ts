import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run the sources, never stale builds. Worker threads and spawned CLIs run dist: `npm test` builds first.
    alias: [
      { find: /^@landsicht\/(core|models|pipeline|api|data-samples)$/, replacement: `${root}$1/src/index.ts` },
      { find: /^@landsicht\/(core|models|pipeline|api|data-samples)\/(.+)$/, replacement: `${root}$1/src/$2/index.ts` },
    ],
  },
  test: {
    include: ['{core,data-samples,models,pipeline,api,web,test}/src/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: process.env['CI'] ? ['default', 'json'] : ['default'],
    outputFile: { json: 'test-results/vitest.json' },
  },
});
