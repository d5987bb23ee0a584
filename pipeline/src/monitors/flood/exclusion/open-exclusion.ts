import { join } from 'node:path';
import type { Grid } from '@landsicht/core';
import type { UnitContext, UnitTask } from '../../../runs/unit.js';
import { acquiredUtcOf } from '../../../scene/acquired-utc.js';
import { incidenceOf } from '../sar/incidence.js';
import { type GivenRaster, landcoverReasons, referenceRaster } from './given-raster.js';
import { type TerrainExclusion, terrainExclusion } from './terrain-exclusion.js';
import { lookAzimuthDeg } from './terrain-reasons.js';

/** What the run was given beside the scenes, opened. */
export interface GivenGround {
  readonly terrain: TerrainExclusion | null;
  readonly landcover: GivenRaster | null;
  readonly reference: GivenRaster | null;
  /** Codes for people. */
  readonly flags: readonly string[];
  remove(): Promise<void>;
}

/** Opens the rasters of the parameters `dem`, `landcover` and `reference`; an empty path is none. */
export async function openGivenGround(task: UnitTask, context: UnitContext, grid: Grid): Promise<GivenGround> {
  const path = (name: string) => String(task.parameters[name] ?? '');
  const [item] = task.items;
  const opened: { terrain: TerrainExclusion | null; landcover: GivenRaster | null; reference: GivenRaster | null } = {
    terrain: null,
    landcover: null,
    reference: null,
  };
  const remove = async () => {
    await Promise.all([opened.terrain?.remove(), opened.landcover?.close(), opened.reference?.close()]);
  };
  const azimuthDeg = lookAzimuthDeg(item?.properties['sat:orbit_state']);
  try {
    if (path('dem') !== '') {
      opened.terrain = await terrainExclusion(path('dem'), {
        grid,
        look: azimuthDeg == null ? null : { azimuthDeg, incidenceDeg: incidenceOf(item).deg },
        scratchPath: join(context.dir, 'terrain-exclusion.tif'),
        signal: context.signal,
      });
    }
    if (path('landcover') !== '') opened.landcover = await landcoverReasons(path('landcover'), grid);
    if (path('reference') !== '' && item != null) {
      opened.reference = await referenceRaster(path('reference'), grid, acquiredUtcOf(item));
    }
  } catch (error) {
    await remove();
    throw error;
  }
  const flags = path('dem') !== '' && azimuthDeg == null ? ['radar_shadow_not_used'] : [];
  return { ...opened, flags, remove };
}
