import { spawnSync } from 'node:child_process';
import { LandsichtError } from '@landsicht/core';

/** Debian's Python, the one that has the GDAL bindings. */
const PYTHON = '/usr/bin/python3';

/** GDAL with its Python bindings and numpy is there: the oracle of our raster tests. */
export const hasGdal = spawnSync(PYTHON, ['-c', 'from osgeo import gdal_array'], { stdio: 'ignore' }).status === 0;

/** What GDAL sees in a file. */
export interface GdalFacts {
  readonly size: [width: number, height: number];
  readonly epsg: string | null;
  readonly geotransform: number[];
  readonly metadata: Record<string, string>;
  readonly bigTiff: boolean;
  readonly structure: Record<string, string>;
  readonly bands: readonly {
    readonly type: string;
    readonly description: string;
    /** As text, because JSON has no NaN. */
    readonly nodata: string | null;
    readonly unit: string;
    readonly scale: number | null;
    readonly offset: number | null;
    readonly color: string;
    /** code → [r, g, b, a] */
    readonly palette: number[][] | null;
    readonly predictor: string | null;
    /** Of the row-major little-endian pixels; full resolution first. */
    readonly levels: readonly { readonly size: [number, number]; readonly sha256: string }[];
  }[];
  /** Of validate_cloud_optimized_geotiff, with its full check of every tile. */
  readonly cog: { readonly warnings: string[]; readonly errors: string[] };
}

const inspectScript = `
import sys, json, hashlib
from osgeo import gdal
from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate
gdal.UseExceptions()
def sha(b):
    return {"size": [b.XSize, b.YSize], "sha256": hashlib.sha256(b.ReadAsArray().tobytes()).hexdigest()}
def band(ds, i):
    b = ds.GetRasterBand(i)
    t = b.GetColorTable()
    n = b.GetNoDataValue()
    return {"type": gdal.GetDataTypeName(b.DataType), "description": b.GetDescription(), "nodata": None if n is None else repr(n),
      "unit": b.GetUnitType(), "scale": b.GetScale(), "offset": b.GetOffset(), "color": gdal.GetColorInterpretationName(b.GetColorInterpretation()),
      "palette": None if t is None else [list(t.GetColorEntry(k)) for k in range(t.GetCount())],
      "predictor": ds.GetMetadataItem("PREDICTOR", "IMAGE_STRUCTURE"),
      "levels": [sha(b)] + [sha(b.GetOverview(k)) for k in range(b.GetOverviewCount())]}
def facts(path):
    ds = gdal.Open(path)
    s = ds.GetSpatialRef()
    w, e, _ = validate(path, full_check=True)
    return {"size": [ds.RasterXSize, ds.RasterYSize], "epsg": s.GetAuthorityCode(None) if s else None, "geotransform": list(ds.GetGeoTransform()),
      "metadata": ds.GetMetadata(), "structure": ds.GetMetadata("IMAGE_STRUCTURE"), "bigTiff": open(path, "rb").read(3)[2] == 43,
      "bands": [band(ds, i + 1) for i in range(ds.RasterCount)], "cog": {"warnings": w, "errors": e}}
print(json.dumps(facts(sys.argv[1])))
`;

export function inspectWithGdal(path: string): GdalFacts {
  return JSON.parse(python(inspectScript, [path]).toString('utf8')) as GdalFacts;
}

/** Pixels of one band (1 = first) as GDAL reads them: little-endian bytes, row-major. Overview −1 = full resolution. */
export function readBytesWithGdal(path: string, band = 1, overview = -1): ArrayBuffer {
  const script = `
import sys
from osgeo import gdal
ds = gdal.Open(sys.argv[1])
b = ds.GetRasterBand(int(sys.argv[2]))
k = int(sys.argv[3])
sys.stdout.buffer.write((b if k < 0 else b.GetOverview(k)).ReadAsArray().tobytes())
`;
  return new Uint8Array(python(script, [path, String(band), String(overview)])).buffer;
}

/** Runs a GDAL program, e.g. `gdalwarp`; throws with its words where it fails. */
export function runGdal(program: string, args: readonly string[]): string {
  return run(program, args).toString('utf8');
}

function python(script: string, args: readonly string[]): Buffer {
  return run(PYTHON, ['-c', script, ...args]);
}

function run(program: string, args: readonly string[]): Buffer {
  const result = spawnSync(program, args, { maxBuffer: 2 ** 30 });
  if (result.status !== 0) {
    throw new LandsichtError('bad-argument', `${program} failed: ${result.error?.message ?? result.stderr.toString('utf8')}`);
  }
  return result.stdout;
}
