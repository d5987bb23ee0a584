import * as api from '@landsicht/api';
import * as samples from '@landsicht/data-samples';
import { openCogWriter } from '@landsicht/pipeline';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ApiModule, SamplesModule } from '../../../pipeline/src/commands/late-modules.js';

/** The CLI imports these two workspaces by name (docs/decisions/0002); here the compiler sees both sides. */
describe('late modules', () => {
  it('api offers what landsicht serve calls', () => {
    expectTypeOf(api.startServer).toExtend<ApiModule['startServer']>();
    expect(api.startServer).toBeTypeOf('function');
  });

  it('data-samples offers what landsicht demo calls', () => {
    expectTypeOf(samples.simulate).toExtend<SamplesModule['simulate']>();
    expectTypeOf(samples.simulateForest).toExtend<SamplesModule['simulateForest']>();
    expectTypeOf(samples.simulateFields).toExtend<SamplesModule['simulateFields']>();
    expectTypeOf(openCogWriter).toExtend<Parameters<typeof samples.simulate>[0]['writeCog']>();
    expect(samples.simulate).toBeTypeOf('function');
  });
});
