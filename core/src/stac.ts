import type { Geometry } from 'geojson';
import type { BboxLonLat } from './grid.js';

/** The parts of STAC 1.0 and 1.1 that Landsicht reads and writes. Unknown members are kept. */
export interface StacLink {
  readonly rel: string;
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly merge?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StacAsset {
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly roles?: readonly string[];
  readonly [member: string]: unknown;
}

export interface StacItem {
  readonly type: 'Feature';
  readonly stac_version: string;
  readonly stac_extensions?: readonly string[];
  readonly id: string;
  readonly collection?: string;
  readonly geometry: Geometry | null;
  readonly bbox?: readonly number[];
  readonly properties: Readonly<Record<string, unknown>> & { readonly datetime?: string | null };
  readonly links: readonly StacLink[];
  readonly assets: Readonly<Record<string, StacAsset>>;
}

export interface SceneQuery {
  readonly collections?: readonly string[];
  readonly bboxLonLat?: BboxLonLat;
  readonly fromUtc?: Date;
  readonly toUtc?: Date;
  readonly limit?: number;
}
