import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CrownScore } from './evaluate/crown-score.js';
import { poolReport, tableHead, tableRow } from './evaluate/flood-report.js';
import type { SceneScores } from './evaluate/flood-scores.js';
import { forestHead, forestReport, forestRow, forestTargets } from './evaluate/forest-report.js';
import { landsat5Report } from './evaluate/optical-flood.js';
import { parcelHead, parcelReport, parcelRow } from './evaluate/parcel-report.js';
import type { ParcelSeed } from './evaluate/parcel-scores.js';
import { table } from './evaluate/ratio.js';
import { bareSoilReport, delineationReport, mowingReport } from './evaluate/real-parcels.js';
import { crownSeed, crownTable, flights } from './evaluate/simulated-crowns.js';
import { scoreSeed } from './evaluate/simulated-flood.js';
import { type ForestSeed, forestSeed } from './evaluate/simulated-forest.js';
import { parcelSeed, poolSeeds } from './evaluate/simulated-parcels.js';

/** `npm run evaluate`: every accuracy figure the docs quote, from the data named with it. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'pipeline/dist/cli.js');
const chips = join(root, '../shared/data/flood/sen1floods11/catalog.json');
const agri = join(root, '../shared/data/agri');
const crops = join(agri, 'fra2023_dev.json');
const mowings = join(agri, 'salms_mowing_dev.json');
const flanders = join(agri, 'flanders_parcels_2018_2019.json');
const flandersSites = ['flanders-00002806639B424A', 'flanders-0000280849BAC91C'];
const landsat5 = join(root, '../shared/data/cloudmask/landsat5.npz');

const workspace = await mkdtemp(join(tmpdir(), 'landsicht-evaluate-'));
try {
  process.stdout.write('flood, REAL data: Sen1Floods11 hand-labelled chips (Bonafilia et al. 2020; modified Copernicus Sentinel data)\n');
  if (existsSync(chips)) await landsicht('evaluate', 'flood', '--catalog', chips, '--workspace', workspace);
  else process.stdout.write(`skipped: needs ${chips}\n`);

  process.stdout.write('\nflood on optical scenes, REAL data: the Sentinel-2 L1C half of Spain_7370579 (target IoU ≥ 0.75)\n');
  if (existsSync(chips)) await landsicht('evaluate', 'flood', '--catalog', chips, '--set', 'sensor=optical', '--workspace', workspace);
  else process.stdout.write(`skipped: needs ${chips}\n`);

  process.stdout.write(
    '\nflood under clouds, REAL data: Landsat 5 chip of dlr-eoc/ukis-csmask (target: cloud shadow called water ≤ 15 %)\n',
  );
  if (existsSync(landsat5)) process.stdout.write(await landsat5Report(landsat5, join(workspace, 'landsat5')));
  else process.stdout.write(`skipped: needs ${landsat5}\n`);

  process.stdout.write('\nflood, SIMULATED data: landsicht demo, all water against exact truth\n');
  const samples = join(workspace, 'samples');
  await landsicht('demo', '--samples', samples, '--workspace', workspace);
  await landsicht('evaluate', 'flood', '--catalog', join(samples, 'catalog.json'), '--label-asset', 'water', '--workspace', workspace);

  process.stdout.write(
    '\nflood, SIMULATED data: five passes with wind, wet snow, harvested fields, smooth soil, radar shadow and town, 20 seeds\n',
  );
  process.stdout.write(tableHead());
  const scores: SceneScores[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const one = await scoreSeed(seed, join(workspace, 'look-alikes'));
    scores.push(one);
    process.stdout.write(tableRow(String(seed), one));
  }
  process.stdout.write(poolReport(scores));

  process.stdout.write(
    '\nbark beetle, SIMULATED data (easier than the field): spruce landscapes with every trap, 10 seeds, a run on every picture\n',
  );
  const forests: ForestSeed[] = [];
  for (let seed = 1; seed <= 10; seed++) forests.push(await forestSeed(seed, join(workspace, 'forest'), { isChecked: seed === 1 }));
  process.stdout.write(table([forestHead, ...forests.map((one, k) => forestRow(String(k + 1), one))]));
  process.stdout.write(`\n${forestTargets(forests)}\n${forestReport(forests)}`);

  process.stdout.write('\ncrowns, SIMULATED data (easier than the field): dead and dying crowns, objects at IoU ≥ 0.5, 5 seeds a flight\n');
  const crowns: Record<string, CrownScore[]> = {};
  for (const [name, flight] of Object.entries(flights)) {
    crowns[name] = [];
    for (let seed = 101; seed <= 105; seed++) crowns[name].push(await crownSeed(seed, flight, join(workspace, 'crowns')));
  }
  process.stdout.write(crownTable(crowns));

  process.stdout.write('\nparcels, REAL data: crop groups of 250 French parcels (WorldCereal, RPG France 2023), out of fold\n');
  if (existsSync(crops)) await landsicht('evaluate', 'parcels', '--samples', crops);
  else process.stdout.write(`skipped: needs ${crops}\n`);

  process.stdout.write(
    '\nparcels, REAL data: mowings of five parcels within 10 days (SALMS 2020, ec-jrc/cbm; target F1 ≥ 0.75; rules set on it)\n',
  );
  if (existsSync(mowings)) process.stdout.write(await mowingReport(mowings));
  else process.stdout.write(`skipped: needs ${mowings}\n`);

  process.stdout.write(
    '\nparcels, REAL data: bare soil on 27 Flemish parcels (WorldCereal, LPIS Flanders; target: no grassland, every cereal, maize, potato and beet parcel)\n',
  );
  if (existsSync(flanders)) process.stdout.write(await bareSoilReport(flanders));
  else process.stdout.write(`skipped: needs ${flanders}\n`);

  process.stdout.write(
    '\nparcels, SIMULATED data (same phenology as the rules: proves the code, not the field): a season of 2,000 parcels with planted violations, 5 seeds (targets: false green ≤ 5 % at its upper bound, found or yellow ≥ 98 %)\n',
  );
  const parcels: ParcelSeed[] = [];
  for (let seed = 201; seed <= 205; seed++) parcels.push(await parcelSeed(seed, 2000, join(workspace, 'parcels')));
  const allParcels = poolSeeds(parcels);
  process.stdout.write(table([parcelHead, ...parcels.map((one, k) => parcelRow(String(201 + k), one)), parcelRow('all', allParcels)]));
  process.stdout.write(`\n${parcelReport(allParcels)}`);

  process.stdout.write(
    '\nfields found, REAL data: two Flemish sites against label components of 0.3 ha and more (target object F1 ≥ 0.45 at IoU 0.5)\n',
  );
  if (flandersSites.every((site) => existsSync(join(agri, site)))) process.stdout.write(await delineationReport(agri, flandersSites));
  else process.stdout.write(`skipped: needs ${flandersSites.join(' and ')} in ${agri}\n`);
} finally {
  await rm(workspace, { recursive: true, force: true });
}

/** Runs the CLI with its output on ours; progress stays quiet. Throws where it fails. */
async function landsicht(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'inherit', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`landsicht ${args.join(' ')} ended with ${code}:\n${errors.slice(-2000)}`);
}
