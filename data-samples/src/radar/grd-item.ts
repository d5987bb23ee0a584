import type { CogLayout, Grid } from '@landsicht/core';
import type { AssetFile } from '../write/stac-files.js';

export const grdExtensions = [
  'https://stac-extensions.github.io/sat/v1.0.0/schema.json',
  'https://stac-extensions.github.io/sar/v1.0.0/schema.json',
  'https://stac-extensions.github.io/view/v1.0.0/schema.json',
] as const;

interface Orbit {
  readonly platform: string;
  readonly orbitState: 'ascending' | 'descending';
  readonly relativeOrbit: number;
}

/** What STAC says about every simulated IW GRDH picture. */
export function grdProperties({ platform, orbitState, relativeOrbit }: Orbit): Record<string, unknown> {
  return {
    platform,
    constellation: 'sentinel-1',
    instruments: ['c-sar'],
    'sat:orbit_state': orbitState,
    'sat:relative_orbit': relativeOrbit,
    'sar:instrument_mode': 'IW',
    'sar:frequency_band': 'C',
    'sar:center_frequency': 5.405,
    'sar:polarizations': ['VV', 'VH'],
    'sar:product_type': 'GRD',
    'sar:resolution_range': 20,
    'sar:resolution_azimuth': 22,
    'sar:pixel_spacing_range': 10,
    'sar:pixel_spacing_azimuth': 10,
    'sar:looks_equivalent_number': 5,
    's1:processing_level': '1',
  };
}

/** σ0 as linear power, 0 = no data. */
export function sigmaLayout(grid: Grid, name: 'vv' | 'vh'): CogLayout {
  return { grid, pixelType: 'f32', bands: [{ name, unit: 'linear' }], nodata: 0, overviews: 'average' };
}

export function sigmaAsset(path: string, name: 'vv' | 'vh', grid: Grid): AssetFile {
  const polarization = name.toUpperCase();
  return {
    key: name,
    path,
    title: `${polarization}: σ0, linear power`,
    type: 'cog',
    roles: ['data'],
    grid,
    members: {
      'raster:bands': [{ data_type: 'float32', unit: 'linear', nodata: 0, spatial_resolution: 10 }],
      'sar:polarizations': [polarization],
    },
  };
}
