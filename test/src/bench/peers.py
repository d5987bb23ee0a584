"""What the benches are compared with: one verb of GDAL or SciPy, timed from inside. Usage: peers.py VERB ARGS…; prints {"seconds", "check"}."""
import json
import sys
import time

import numpy as np

THREADS = "NUM_THREADS=2"


def read(gdal, path):
    """A whole band. Check: sum of the pixels."""
    start = time.perf_counter()
    pixels = gdal.OpenEx(path, open_options=[THREADS]).ReadAsArray()
    return time.perf_counter() - start, int(pixels.sum(dtype=np.uint64))


def windows(gdal, path, size, places):
    """Windows of size × size at the places [[col, row], …]. Check: sum of their first pixels."""
    size, places, total = int(size), json.loads(places), 0
    start = time.perf_counter()
    file = gdal.OpenEx(path, open_options=[THREADS])
    band = file.GetRasterBand(1)
    for col, row in places:
        total += int(band.ReadAsArray(col, row, size, size)[0, 0])
    return time.perf_counter() - start, total


def write(gdal, source, target, _size):
    """Raw rows → COG with overviews, as `gdal_translate -of COG`."""
    options = ["COMPRESS=DEFLATE", "PREDICTOR=YES", "OVERVIEW_RESAMPLING=AVERAGE", THREADS]
    start = time.perf_counter()
    done = gdal.Translate(target, source, format="COG", creationOptions=options)
    done = None  # closes the file
    return time.perf_counter() - start, None


def warp(gdal, path, epsg):
    """`gdalwarp -r bilinear -multi -wo NUM_THREADS=2 -wm 512` from memory to memory. Check: mean of the observed pixels."""
    source = gdal.Translate("", path, format="MEM")
    start = time.perf_counter()
    target = gdal.Warp(
        "", source, format="MEM", dstSRS=f"EPSG:{epsg}", resampleAlg="bilinear", dstNodata=0,
        multithread=True, warpOptions=[THREADS], warpMemoryLimit=512,
    )
    seconds = time.perf_counter() - start
    pixels = target.ReadAsArray()
    return seconds, float(pixels[pixels > 0].mean(dtype=np.float64))


def trace(gdal, path):
    """gdal.Polygonize (what gdal_polygonize.py calls) of the classes above 0 into memory. Check: their area in pixels."""
    from osgeo import ogr

    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("out", geom_type=ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("code", ogr.OFTInteger))
    start = time.perf_counter()
    file = gdal.OpenEx(path, open_options=[THREADS])
    band = file.GetRasterBand(1)
    gdal.Polygonize(band, band, layer, 0, [])
    seconds = time.perf_counter() - start
    return seconds, sum(f.GetGeometryRef().GetArea() for f in layer) / 100


def lee(path, rows, width, rounds):
    """Lee by scipy.ndimage.uniform_filter, 7×7, 4.4 looks, on float32 rows, `rounds` times. Check: mean of the inner result."""
    from scipy.ndimage import uniform_filter

    power = np.fromfile(path, dtype=np.float32).reshape(int(rows), int(width))
    cu2 = 1 / 4.4
    start = time.perf_counter()
    for _ in range(int(rounds)):
        mean = uniform_filter(power, 7)
        variance = np.maximum(uniform_filter(power * power, 7) - mean * mean, 1e-30)
        signal = np.maximum((variance - mean * mean * cu2) / (1 + cu2), 0)
        out = mean + signal / variance * (power - mean)
    return time.perf_counter() - start, float(out[3:-3, 3:-3].mean(dtype=np.float64))


def components(path, width, minimum):
    """Hysteresis by scipy.ndimage.label: 8-connected, with a seed, of at least `minimum` pixels. Check: pixels that stay."""
    from scipy.ndimage import label

    start = time.perf_counter()
    codes = np.fromfile(path, dtype=np.uint8).reshape(-1, int(width))
    labels, count = label(codes > 0, structure=np.ones((3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    keep = (sizes >= int(minimum)) & (np.bincount(labels[codes == 2], minlength=count + 1) > 0)
    keep[0] = False
    kept = keep[labels]
    return time.perf_counter() - start, int(kept.sum())


def main(verb, *args):
    if verb in ("lee", "components"):
        seconds, check = {"lee": lee, "components": components}[verb](*args)
    else:
        from osgeo import gdal

        gdal.UseExceptions()
        seconds, check = {"read": read, "windows": windows, "write": write, "warp": warp, "trace": trace}[verb](gdal, *args)
    print(json.dumps({"seconds": seconds, "check": check}))


main(*sys.argv[1:])
