"""Zonal statistics of all bands and indices of one scene by GDAL and NumPy. Usage: peers-parcels.py ITEM FIELDS; prints {"seconds", "check", "stages"}.

As JRC cbm and rasterstats do it: each band read whole, each polygon (buffered inwards) burnt into a mask of its window, statistics of the pixels in it.
The mask is burnt once for all bands of one pixel size."""
import json
import sys
import time

import numpy as np

BANDS10 = {"B02": "blue", "B03": "green", "B04": "red", "B08": "nir"}
BANDS20 = {"B05": "rededge1", "B06": "rededge2", "B07": "rededge3", "B8A": "nir08", "B11": "swir16", "B12": "swir22"}
BUFFERS20 = ((20, 8), (10, 2), (0, 0))


def places_of(gdal, ogr, srs, geometry, origin, size, shape):
    """Flat indices of the pixels whose centre lies in the geometry."""
    if geometry is None or geometry.IsEmpty():
        return np.empty(0, np.int64)
    left, right, bottom, top = geometry.GetEnvelope()
    col, row = int((left - origin[0]) // size), int((origin[1] - top) // size)
    width, height = int(-(-(right - origin[0]) // size)) - col, int(-(-(origin[1] - bottom) // size)) - row
    mask = gdal.GetDriverByName("MEM").Create("", width, height, 1, gdal.GDT_Byte)
    mask.SetGeoTransform((origin[0] + col * size, size, 0, origin[1] - row * size, 0, -size))
    mask.SetProjection(srs.ExportToWkt())
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("one", srs, ogr.wkbUnknown)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(geometry)
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(mask, [1], layer, burn_values=[1])
    rows, cols = np.nonzero(mask.ReadAsArray())
    rows, cols = rows + row, cols + col
    inside = (rows >= 0) & (cols >= 0) & (rows < shape[0]) & (cols < shape[1])
    return (rows[inside] * shape[1] + cols[inside]).astype(np.int64)


def statistics(values):
    if values.size == 0:
        return None
    p05, p25, p50, p75, p95 = np.percentile(values, (5, 25, 50, 75, 95))
    return values.size, values.mean(), values.std(), values.min(), p05, p25, p50, p75, p95, values.max()


def main(item_path, fields_path):
    from osgeo import gdal, ogr, osr

    gdal.UseExceptions()
    start, cpu = time.perf_counter(), time.process_time()
    item = json.load(open(item_path))
    transform = item["assets"]["red"]["proj:transform"]
    origin = (transform[2], transform[5])
    source, target = osr.SpatialReference(), osr.SpatialReference()
    source.ImportFromEPSG(4326)
    source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    target.ImportFromEPSG(25833)
    target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_target = osr.CoordinateTransformation(source, target)
    shape10 = tuple(item["assets"]["red"]["proj:shape"])
    shape20 = tuple(item["assets"]["swir16"]["proj:shape"])
    fine, coarse = [], []
    for feature in json.load(open(fields_path))["features"]:
        geometry = ogr.CreateGeometryFromJson(json.dumps(feature["geometry"]))
        geometry.Transform(to_target)
        fine.append(places_of(gdal, ogr, target, geometry.Buffer(-10), origin, 10, shape10))
        for buffer, least in BUFFERS20:
            places = places_of(gdal, ogr, target, geometry.Buffer(-buffer) if buffer else geometry, origin, 20, shape20)
            if places.size >= least:
                break
        coarse.append(places)

    def read(asset):
        return gdal.OpenEx(item["assets"][asset]["href"], open_options=["NUM_THREADS=2"]).ReadAsArray()

    scl = read("scl").repeat(2, 0).repeat(2, 1).ravel()
    histograms = [np.bincount(scl[places], minlength=12) for places in fine]
    del scl
    at10, at20 = {}, {}
    for name, asset in BANDS10.items():
        pixels = read(asset)
        at10[name] = [pixels.ravel()[places] * np.float32(1e-4) for places in fine]
        # mean of four onto 20 m
        half = pixels.reshape(shape20[0], 2, shape20[1], 2).mean((1, 3), dtype=np.float32).ravel()
        at20[name] = [half[places] * np.float32(1e-4) for places in coarse]
    for name, asset in BANDS20.items():
        pixels = read(asset).ravel()
        at20[name] = [pixels[places] * np.float32(1e-4) for places in coarse]
    results, check = [], 0.0
    for i in range(len(fine)):
        b = {name: values[i] for name, values in at10.items()}
        c = {name: values[i] for name, values in at20.items()}
        with np.errstate(divide="ignore", invalid="ignore"):
            every = [
                *b.values(),
                (b["B08"] - b["B04"]) / (b["B08"] + b["B04"]),
                (b["B03"] - b["B02"]) / (b["B03"] + b["B02"]),
                2.5 * (b["B08"] - b["B04"]) / (b["B08"] + 2.4 * b["B04"] + 1),
                *(c[name] for name in BANDS20),
                (c["B11"] - c["B12"]) / (c["B11"] + c["B12"]),
                ((c["B11"] + c["B04"]) - (c["B08"] + c["B02"])) / (c["B11"] + c["B04"] + c["B08"] + c["B02"]),
                (c["B08"] - c["B11"]) / (c["B08"] + c["B11"]),
                (c["B11"] - c["B04"]) / (c["B08"] + c["B02"]),
                c["B07"] / c["B05"] - 1,
            ]
        rows = [statistics(values) for values in every]
        results.append((histograms[i], rows))
        check += sum(rows[k][statistic] for k, statistic in ((3, 1), (11, 1), (4, 2), (13, 2)) if rows[k] is not None)
    seconds = time.perf_counter() - start
    stages = {"all": [seconds, time.process_time() - cpu]}
    print(json.dumps({"seconds": seconds, "check": check, "stages": stages}))


main(*sys.argv[1:])
