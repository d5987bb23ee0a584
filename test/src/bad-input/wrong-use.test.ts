import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isBuilt } from './measured-cli.js';
import { expectClearFailure, useScratch } from './scratch.js';

describe.skipIf(!isBuilt)(`the command line${isBuilt ? '' : ' (skipped: needs npm run build)'}`, () => {
  const { at, cli } = useScratch();

  describe('wrong use ends with 2 and says what is expected', () => {
    it.each<[string, readonly string[], RegExp]>([
      ['a command that is none', ['destroy'], /there is no command "destroy"[\s\S]*ingest/],
      ['a command named like a member of every object', ['constructor'], /there is no command "constructor"/],
      ['a monitor that is none', ['run', 'toString'], /there is no monitor "toString"; known: .*flood/],
      ['no monitor', ['run'], /a monitor is missing; known: .*flood/],
      ['an option that is none', ['run', 'flood', '--colour', 'red'], /Unknown option '--colour'/],
      ['an option without its value', ['run', 'flood', '--catalog'], /--catalog/],
      ['a word nobody asked for', ['status', 'everything'], /Unexpected argument 'everything'/],
      ['a parameter that is none', ['run', 'flood', '--set', '__proto__=1'], /flood has the parameters .*detector/],
      ['a parameter that is no number', ['run', 'flood', '--set', 'minimumPx=many'], /expected a number/],
      ['a parameter out of range', ['run', 'flood', '--set', 'minimumPx=-1'], /expected 1 to 100000 px/],
      ['an area of three numbers', ['run', 'flood', '--aoi', '1,2,3'], /expected four numbers west,south,east,north/],
      ['an area the wrong way round', ['run', 'flood', '--aoi', '14,51,13,50'], /west < east/],
      ['an area in metres', ['run', 'flood', '--aoi', '410000,5650000,420000,5660000'], /in degrees/],
      ['an area that is neither', ['run', 'flood', '--aoi', 'dresden'], /or a GeoJSON file; there is no such file/],
      ['a date that is none', ['run', 'flood', '--from', 'yesterday'], /--from yesterday: expected a date such as/],
      [
        'a time span the wrong way round',
        ['ingest', '--catalog', 'x', '--from', '2024-02-01', '--to', '2024-01-01'],
        /--from is later than --to/,
      ],
      ['a day that does not exist', ['run', 'flood', '--to', '2024-02-31'], /--to 2024-02-31: expected a date/],
      ['a number of jobs that is none', ['run', 'flood', '--jobs', '1.5'], /--jobs 1\.5: expected a whole number/],
      ['a device that is none', ['run', 'flood', '--device', 'abacus'], /expected auto, cpu, webgpu or cuda/],
      ['a sensor that is none', ['ingest', '--folder', '.', '--sensor', 'eye'], /--sensor eye: expected dop20, drone, generic/],
      ['a size of samples that is none', ['demo', '--preset', 'huge'], /--preset huge: expected small or full/],
      ['no source', ['ingest'], /name either --catalog or --folder/],
      ['a format that is none', ['export', 'flood', '--format', 'doc', '--out', 'x'], /--format doc: expected/],
      ['evaluate without a catalogue', ['evaluate', 'flood'], /--catalog is missing/],
    ])('%s', async (_, args, message) => {
      expectClearFailure(await cli(...args), 2, message);
      expect(existsSync(at('workspace'))).toBe(false);
    });
  });
});
