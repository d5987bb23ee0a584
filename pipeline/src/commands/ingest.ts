import { abortOnSignals, STOPPED_EXIT_CODE } from '../runs/abort-on-signals.js';
import { openWorkspace } from '../runs/workspace.js';
import { putItem } from '../sources/catalogue-store.js';
import { type FolderSensor, folderSensors } from '../sources/folder/band-map.js';
import { openSource } from '../sources/open-source.js';
import { reportFault } from '../sources/report-fault.js';
import { type Command, countOption, dateOption, listOption, type OptionValues, requiredOption, textOption, UsageError } from './command.js';
import { faultCount, faultList } from './fault-list.js';
import { ingestParcels } from './ingest-parcels.js';
import { selectionOf } from './items-for.js';

export const ingest: Command = {
  usage:
    'landsicht ingest --catalog PATH|URL|earth-search|planetary-computer|cdse|usgs [--collection ID …] [--aoi FILE|west,south,east,north] [--from DATE] [--to DATE] [--limit N]\n' +
    '  landsicht ingest --folder DIR --sensor dop20|drone|generic [--bands red,green,blue,nir] [--date DATE] [--epsg CODE]\n' +
    '  landsicht ingest --parcels FILE [--layer NAME] [--epsg CODE] [--year YEAR] [--json]',
  options: {
    workspace: { type: 'string' },
    catalog: { type: 'string', multiple: true },
    collection: { type: 'string', multiple: true },
    aoi: { type: 'string' },
    bbox: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    limit: { type: 'string' },
    folder: { type: 'string' },
    sensor: { type: 'string' },
    bands: { type: 'string' },
    date: { type: 'string' },
    epsg: { type: 'string' },
    parcels: { type: 'string' },
    layer: { type: 'string' },
    year: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values }, io) {
    if (values['parcels'] != null) return ingestParcels(values, io);
    const { query } = await selectionOf(values);
    const limit = countOption(values, 'limit', 1, 1_000_000);
    const specs = sourcesOf(values);
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const abort = abortOnSignals((text) => io.stderr.write(text));
    const { faults, add: onFault } = faultList(io);
    let count = 0;
    try {
      for (const spec of specs) {
        const source = await openSource(spec, {}, abort.signal);
        for await (const item of source.search(limit == null ? query : { ...query, limit }, abort.signal, onFault)) {
          try {
            await putItem(workspace.catalogueDir, item, { nowUtc: new Date() });
          } catch (error) {
            reportFault(error, onFault);
            continue;
          }
          if (++count % 100 === 0) io.stderr.write(`${count} items …\n`);
        }
      }
    } catch (error) {
      if (abort.signal.aborted) return STOPPED_EXIT_CODE;
      if (count > 0) io.stderr.write(`${count} items were added before this failed; they are kept\n`);
      throw error;
    } finally {
      abort.dispose();
    }
    io.stdout.write(
      values['json'] === true
        ? `${JSON.stringify({ items: count, faults })}\n`
        : `${count} items in ${workspace.catalogueDir}${faultCount(faults)}\n`,
    );
    return faults.length > 0 ? 1 : 0;
  },
};

function sourcesOf(values: OptionValues): Parameters<typeof openSource>[0][] {
  const catalogs = listOption(values, 'catalog');
  const dir = textOption(values, 'folder');
  if ((dir == null) === (catalogs.length === 0)) throw new UsageError('name either --catalog or --folder');
  if (dir == null) return [...catalogs];
  const bands = textOption(values, 'bands');
  const dateUtc = dateOption(values, 'date');
  const epsg = countOption(values, 'epsg', 1024, 32_767);
  return [
    {
      kind: 'folder',
      dir,
      sensor: sensorOption(requiredOption(values, 'sensor')),
      ...(bands == null ? {} : { bands: bands.split(',') }),
      ...(dateUtc == null ? {} : { dateUtc }),
      ...(epsg == null ? {} : { epsg }),
    },
  ];
}

function sensorOption(text: string): FolderSensor {
  const known: readonly string[] = folderSensors;
  if (!known.includes(text)) throw new UsageError(`--sensor ${text}: expected ${known.join(', ')}`);
  return text as FolderSensor;
}
