import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  declarationsOf,
  FieldRenderer,
  type FieldTruth,
  fieldPasses,
  fieldRadarPasses,
  referencesOf,
  truthOf,
} from '@landsicht/data-samples';
import {
  importParcels,
  type JudgedParcel,
  judgeSeason,
  loadRules,
  parcelSets,
  readFeatures,
  readJudgedParcels,
  readSceneSignals,
  SceneFile,
  withBoundaryConflicts,
  writeSceneFile,
} from '@landsicht/pipeline';
import { type FieldScene, fieldGrid, opticalFieldScene, radarFieldScene } from './field-scene.js';

export const simulatedYear = 2025;

/** A parcel, what was concluded of it and from what, and what is true. */
export interface JudgedField extends Pick<JudgedParcel, 'evidence' | 'conclusions'> {
  readonly truth: FieldTruth;
}

/** Simulates a season and judges it as `landsicht run parcels` does after its last scene; scenes stay in memory, signals and tables go to `dir`. */
export async function judgeFields(seed: number, count: number, dir: string): Promise<JudgedField[]> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const renderer = new FieldRenderer(seed, count, simulatedYear);
  const importAs = async (name: string, collection: object) => {
    const path = join(dir, `${name}.geojson`);
    await writeFile(path, JSON.stringify(collection));
    return importParcels(await readFeatures(path), simulatedYear).parcels;
  };
  const declared = await importAs('declarations', declarationsOf(renderer.square, simulatedYear));
  const references = await importAs('references', referencesOf(renderer.square, simulatedYear));
  // sets want parcels from north to south
  const parcels = withBoundaryConflicts(declared, references).sort((a, b) => northOf(b) - northOf(a) || a.id.localeCompare(b.id));
  const sets = parcelSets(parcels, fieldGrid(renderer));
  const scenes: { item: FieldScene['item']; file: SceneFile }[] = [];
  const read = async ({ item, scene }: FieldScene): Promise<void> => {
    const path = join(dir, `${item.id}.sig`);
    await writeSceneFile(path, [await readSceneSignals(scene, sets, { from: 0, to: parcels.length })]);
    const file = await SceneFile.open(path, parcels.length, { verify: false });
    if (file == null) throw new Error(`${path} was written and cannot be opened`);
    scenes.push({ item, file });
  };
  for (const pass of fieldPasses(seed, simulatedYear, 5)) await read(opticalFieldScene(renderer, pass));
  for (const pass of fieldRadarPasses(seed, simulatedYear)) await read(radarFieldScene(renderer, pass));
  await judgeSeason({
    ...{ parcels, sets, scenes, year: simulatedYear, rules: await loadRules(), asOf: `${simulatedYear + 1}-01-31` },
    context: { dir, signal: new AbortController().signal, progress: () => {} },
  });
  for (const { file } of scenes) await file.close();
  const truths = new Map(renderer.square.parcels.map((parcel) => [parcel.id, truthOf(parcel)]));
  const { judged } = await readJudgedParcels(dir);
  return judged.map(({ evidence, conclusions }) => ({ evidence, conclusions, truth: truths.get(evidence.parcel.id) as FieldTruth }));
}

function northOf({ geometry }: Pick<JudgedParcel, 'geometry'>): number {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  return Math.max(...rings.flat().map(([, lat = Number.NaN]) => lat));
}
