import { errorMessage, LandsichtError, type WriteCog } from '@landsicht/core';

/** What the CLI expects of workspaces it may not import (docs/decisions/0002). test/src/contracts/late-modules.test.ts holds them to it. */
export interface ApiModule {
  startServer(options: { workspace: string; host: string; port: number }): Promise<{ url: string; close(): Promise<void> }>;
}

interface SampleWriting {
  dir: string;
  writeCog: WriteCog;
  signal?: AbortSignal;
  progress?: (fraction: number, message: string) => void;
}

export interface SamplesModule {
  simulate(options: SampleWriting & { preset: 'small' | 'full'; seed?: number }): Promise<{ catalog: string; items: number }>;
  simulateForest(options: SampleWriting & { extentM: number; everyDays: number }): Promise<{ catalog: string }>;
  simulateFields(options: SampleWriting & { parcels: number; everyDays: number; radar: boolean }): Promise<{ catalog: string }>;
}

export const loadApi = () => load<ApiModule>('@landsicht/api');
export const loadSamples = () => load<SamplesModule>('@landsicht/data-samples');

async function load<T>(specifier: string): Promise<T> {
  try {
    return (await import(specifier)) as T;
  } catch (cause) {
    throw new LandsichtError(
      'needs-workspace',
      `The workspace ${specifier} cannot be loaded (${errorMessage(cause)}). Install the whole repository with "npm ci" and build it with "npm run build"`,
      { cause },
    );
  }
}
