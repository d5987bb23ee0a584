import { resolve } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import { floodInfo } from '../monitors/flood/info.js';
import { type PeriodExtent, periodExtent } from '../monitors/flood/products/period-extent.js';
import { abortOnSignals, STOPPED_EXIT_CODE } from '../runs/abort-on-signals.js';
import { currentManifests } from '../runs/current-units.js';
import { listManifests } from '../runs/lake-read.js';
import { openWorkspace } from '../runs/workspace.js';
import { parseAoi } from './aoi.js';
import { type Command, dateOption, requiredOption, textOption, UsageError } from './command.js';

export const floodExtent: Command = {
  usage: 'landsicht flood-extent --out DIR [--from DATE] [--to DATE] [--aoi FILE|west,south,east,north] [--json] [--workspace DIR]',
  options: {
    workspace: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    aoi: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values }, io) {
    const out = resolve(requiredOption(values, 'out'));
    const [fromUtc, toUtc] = [dateOption(values, 'from'), dateOption(values, 'to')];
    if (fromUtc != null && toUtc != null && fromUtc > toUtc) throw new UsageError('--from is later than --to');
    const aoi = textOption(values, 'aoi');
    const bboxLonLat = aoi == null ? null : await parseAoi(aoi);
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const { manifests, damaged } = await listManifests(workspace.lakeDir);
    const all = await currentManifests(
      workspace.lakeDir,
      manifests.filter(({ monitor }) => monitor.id === floodInfo.id),
    );
    const units = all
      .filter(({ observedUtc }) => {
        const observedMs = Date.parse(observedUtc);
        return (fromUtc == null || observedMs >= fromUtc.getTime()) && (toUtc == null || observedMs <= toUtc.getTime());
      })
      .filter(({ bboxLonLat: [west, south, east, north] }) => {
        return bboxLonLat == null || (west < bboxLonLat[2] && bboxLonLat[0] < east && south < bboxLonLat[3] && bboxLonLat[1] < north);
      })
      .sort((a, b) => a.observedUtc.localeCompare(b.observedUtc) || a.key.localeCompare(b.key));
    if (units.length === 0) {
      const times = all.map(({ observedUtc }) => observedUtc.slice(0, 10)).sort();
      throw new LandsichtError(
        'not-found',
        `${workspace.dir} has no flood result in the period and area; it has ${all.length}${all.length === 0 ? '' : ` from ${times[0]} to ${times.at(-1)}`}. Change --from, --to or --aoi, or run "landsicht run flood" first`,
      );
    }
    const abort = abortOnSignals((text) => io.stderr.write(text));
    try {
      const extent = await periodExtent({ lakeDir: workspace.lakeDir, units, bboxLonLat, out, signal: abort.signal });
      io.stdout.write(values['json'] === true ? `${JSON.stringify({ out, ...extent })}\n` : extentText(out, extent));
    } catch (error) {
      if (abort.signal.aborted) return STOPPED_EXIT_CODE;
      throw error;
    } finally {
      abort.dispose();
    }
    const leftOut = damaged.filter(({ monitor }) => monitor === floodInfo.id);
    for (const { message } of leftOut) io.stderr.write(`left out: ${message}\n`);
    return leftOut.length === 0 ? 0 : 1;
  },
};

function extentText(out: string, { scenes, floodedHa, observedHa, notObservedHa, outlines, files }: PeriodExtent): string {
  const ha = (value: number) => `${value.toFixed(1)} ha`;
  return `${scenes} scenes: at most ${ha(floodedHa)} flooded in ${outlines} outlines; ${ha(observedHa)} seen, ${ha(notObservedHa)} never seen\n${out}: ${files.join(', ')}\n`;
}
