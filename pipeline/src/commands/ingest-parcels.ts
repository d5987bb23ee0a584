import { holdingPseudonyms } from '../monitors/parcels/import/holding-pseudonym.js';
import { importParcels, type ParcelImport } from '../monitors/parcels/import/import-parcels.js';
import { findingKinds } from '../monitors/parcels/import/parcel-finding.js';
import { storeParcels } from '../monitors/parcels/import/parcel-store.js';
import { openWorkspace } from '../runs/workspace.js';
import { readFeatures } from '../vector-file/read-features.js';
import { type CommandIo, countOption, type OptionValues, requiredOption, textOption } from './command.js';

/** `landsicht ingest --parcels FILE`: declarations or reference parcels into the workspace, with a report of all that is wrong. */
export async function ingestParcels(values: OptionValues, io: CommandIo): Promise<number> {
  const path = requiredOption(values, 'parcels');
  const [epsg, year, layer] = [
    countOption(values, 'epsg', 1, 999_999),
    countOption(values, 'year', 1990, 2100),
    textOption(values, 'layer'),
  ];
  const file = await readFeatures(path, { ...(epsg == null ? {} : { epsg }), ...(layer == null ? {} : { layer }) });
  const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
  const imported = importParcels(file, year, await holdingPseudonyms(workspace.dir));
  const stored = await storeParcels(workspace.catalogueDir, imported);
  const counts = countsOf(imported);
  if (values['json'] === true)
    io.stdout.write(
      `${JSON.stringify({ id: stored.id, schema: imported.schema, rows: imported.rows, ...counts, report: stored.reportPath })}\n`,
    );
  else io.stdout.write(summaryText(imported, counts, stored.reportPath));
  return 0;
}

function countsOf({ parcels, findings }: ParcelImport) {
  const tally = (keys: readonly string[]) => {
    const sums: Record<string, number> = {};
    for (const key of keys) sums[key] = (sums[key] ?? 0) + 1;
    return sums;
  };
  return { parcels: parcels.length, lanes: tally(parcels.map(({ lane }) => lane)), findings: tally(findings.map(({ kind }) => kind)) };
}

function summaryText({ schema, rows }: ParcelImport, { parcels, lanes, findings }: ReturnType<typeof countsOf>, report: string): string {
  return [
    `${rows} rows (${schema}) → ${parcels} parcels: ${Object.entries(lanes)
      .map(([lane, count]) => `${count} ${lane}`)
      .join(', ')}`,
    ...Object.entries(findings).map(
      ([kind, count]) => `  ${String(count).padStart(6)}  ${findingKinds[kind as keyof typeof findingKinds].title.en}`,
    ),
    `report: ${report}`,
    '',
  ].join('\n');
}
