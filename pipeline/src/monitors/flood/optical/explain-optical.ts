import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fullWindow, reasonOfCode } from '@landsicht/core';
import type { ExplainContext, Explanation, Place, UnitTask } from '../../../runs/unit.js';
import { openScene } from '../../../scene/open-scene.js';
import { floodInfo } from '../info.js';
import { pixelAt, windowAround } from '../place-pixel.js';
import { runOptical } from '../run-optical.js';
import { cloudReason } from './cloud-test.js';
import { dswxTests } from './dswx.js';
import { dswxClasses } from './dswx-classes.js';
import { aweiNoShadow, aweiShadow, mndwi, ndvi, ndwi } from './indices.js';
import type { OpticalRows } from './optical-rows.js';
import type { OpticalWater } from './optical-water.js';
import type { SceneContext } from './scene-context.js';
import { isProvenWater } from './water-proof.js';

/** Computed again around the place: shadows fall from clouds within it, objects are cut at its border. */
const reachPx = 960;
/** Blocks of the scene's context are 120 m: a window that starts on one has the same. */
const alignPx = 12;

/** What each optical test measured at a place, and what came of it; null where the unit does not cover it. Writes nothing into the lake. */
export async function explainOptical(task: UnitTask, place: Place, { signal, access }: ExplainContext): Promise<Explanation | null> {
  const [item] = task.items;
  if (item == null) return null;
  const scene = await openScene(item, { signal, access });
  const { grid } = scene;
  await scene.close();
  const pixel = pixelAt(grid, place);
  if (pixel == null) return null;
  const window = windowAround(pixel, { unit: task.window ?? fullWindow(grid), reachPx, alignPx });
  if (window == null) return null;
  const at = { col: pixel.col - window.col, row: pixel.row - window.row };
  const indexIn = (firstRow: number, pixels: number) => {
    const i = (at.row - firstRow) * window.width + at.col;
    return i >= 0 && i < pixels ? i : null;
  };
  const told: Record<string, unknown> = {};
  const scenes: Explanation[] = [];
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-explain-'));
  try {
    const output = await runOptical(
      { ...task, window },
      { dir, progress: () => {}, signal, access },
      {
        scanned(i, rows, answers, context) {
          const inner = indexIn(rows.row, answers.answer.length);
          if (inner == null) return;
          const here = rows.haloRows * rows.width + inner;
          scenes[i] = { item: task.items[i]?.id, ...answerAt(answers, inner), tests: testsAt(rows, here, context, at) };
        },
        judged(firstRow, { water, terrain }) {
          const i = indexIn(firstRow, water[0]?.length ?? 0);
          if (i == null) return;
          // after small objects were dropped
          told['water'] = water.map((codes, n) => ({ item: task.items[n]?.id, water: answerName(codes[i] as number) }));
          told['terrainFactor'] = terrain == null || terrain[i] === 255 ? null : rounded((terrain[i] as number) / 254);
        },
        written(firstRow, { state, likelihoodPercent }) {
          const i = indexIn(firstRow, state.length);
          if (i == null) return;
          told['result'] = floodInfo.classes.find(({ code }) => code === state[i])?.id ?? null;
          told['likelihoodPercent'] = likelihoodPercent[i] === 255 ? null : likelihoodPercent[i];
        },
      },
    );
    return { item: item.id, pixel, scenes, ...told, flags: output.flags };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const answerName = (code: number) => (code === 255 ? 'not-observed' : code === 0 ? 'dry' : 'water');

function answerAt({ answer, reason, likelihood, dswxClass }: OpticalWater, i: number): Explanation {
  return {
    answer: answerName(answer[i] as number),
    notObservedBecause: reasonOfCode(reason[i] as number),
    likelihood: answer[i] === 255 ? null : rounded(likelihood[i] as number),
    dswxClass: dswxClasses.find(({ code }) => code === dswxClass[i])?.id ?? null,
  };
}

/** `here`: of the rows with their halo; `at`: of the scene. */
function testsAt(
  { bands, reason, valid }: OpticalRows,
  here: number,
  context: SceneContext | null,
  at: { col: number; row: number },
): Explanation {
  const value = (band: Float32Array | undefined) => (band == null ? null : (band[here] as number));
  const reflectance = Object.fromEntries(Object.entries(bands).map(([name, band]) => [name, rounded(band[here] as number)]));
  const productMask = reasonOfCode(reason[here] as number);
  if (valid[here] === 0) return { reflectance, productMask };
  const [b, g, r, n, s1, s2] = [bands.blue, bands.green, bands.red, bands.nir, bands.swir16, bands.swir22].map((band) => band[here]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const bits = dswxTests(b, g, r, n, s1, s2);
  return {
    reflectance,
    productMask,
    indices: {
      ndwi: rounded(ndwi(g, n)),
      mndwi: rounded(mndwi(g, s1)),
      ndvi: rounded(ndvi(r, n)),
      aweiNoShadow: rounded(aweiNoShadow(g, n, s1, s2)),
      aweiShadow: rounded(aweiShadow(b, g, n, s1, s2)),
    },
    dswx: {
      'MNDWI > 0.124': (bits & 1) !== 0,
      'G + R > N + SW1': (bits & 2) !== 0,
      'AWEIsh > 0': (bits & 4) !== 0,
      'MNDWI > -0.44, SW1 < 0.09, N < 0.15, NDVI < 0.7': (bits & 8) !== 0,
      'MNDWI > -0.5, B < 0.1, SW1 < 0.3, SW2 < 0.1, N < 0.25': (bits & 16) !== 0,
    },
    ...(context == null ? {} : { ownMask: ownMaskAt(context, at, [b, g, r, n, s1, s2], value(bands.cirrus) ?? 0) }),
  };
}

type Spectrum = readonly [blue: number, green: number, red: number, nir: number, swir16: number, swir22: number];

function ownMaskAt(context: SceneContext, at: { col: number; row: number }, [b, g, r, n, s1, s2]: Spectrum, cirrus: number): Explanation {
  const { grid } = context;
  const block = Math.floor(at.row / grid.blockRows) * grid.columns + Math.floor(at.col / grid.blockCols);
  return {
    cloudTest: reasonOfCode(cloudReason(b, g, r, n, s1, s2, cirrus, context.hotThreshold)),
    hotThreshold: rounded(context.hotThreshold),
    nearCloud: context.nearCloud[block] === 1,
    couldBeShadow: context.shadowZone[block] === 1,
    litNir: rounded(context.litNir[block] as number),
    litSwir16: rounded(context.litSwir16[block] as number),
    provenWater: isProvenWater(context.land, block, g, r, n, s1),
  };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
