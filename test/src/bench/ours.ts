import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { type PixelArray, rowBands } from '@landsicht/core';
import {
  ComponentScan,
  lee,
  openCogWriter,
  openRaster,
  PolygonTracer,
  type RasterFile,
  suggestGrid,
  type TracedPolygon,
  warp,
} from '@landsicht/pipeline';
import { benchGrid } from './inputs.js';

/** Our side of the benches, one verb a process. Usage: ours.js VERB ARGS…; prints {"seconds", "check"} as peers.py does. */
interface Report {
  readonly seconds: number;
  readonly check: number | null;
}

const blockRows = 512;

const verbs: Readonly<Record<string, (...args: string[]) => Promise<Report>>> = {
  read,
  windows,
  write,
  warp: warpWhole,
  lee: leeRows,
  trace,
  components,
};

const [verb = '', ...args] = process.argv.slice(2);
const run = verbs[verb];
if (run == null) throw new RangeError(`ours.js: there is no verb "${verb}"; known: ${Object.keys(verbs).join(', ')}`);
process.stdout.write(`${JSON.stringify(await run(...args))}\n`);

async function read(path = ''): Promise<Report> {
  const watch = stopwatch();
  const file = await openRaster(path);
  const { data } = await file.read({ bands: [0] });
  const seconds = watch();
  await file.close();
  return { seconds, check: sum(firstOf(data)) };
}

async function windows(path = '', size = '', places = ''): Promise<Report> {
  const side = Number(size);
  let check = 0;
  const watch = stopwatch();
  const file = await openRaster(path);
  for (const [col, row] of JSON.parse(places) as [number, number][]) {
    const { data } = await file.read({ bands: [0], window: { col, row, width: side, height: side } });
    check += firstOf(data)[0] ?? 0;
  }
  const seconds = watch();
  await file.close();
  return { seconds, check };
}

/** Raw rows → COG, 512 rows at a time. */
async function write(source = '', target = '', size = ''): Promise<Report> {
  const grid = benchGrid(Number(size));
  const watch = stopwatch();
  const raw = await open(source, 'r');
  const sink = await openCogWriter(target, { grid, pixelType: 'u16', bands: [{ name: 'surface' }], overviews: 'average' });
  const block = new Uint16Array(grid.width * blockRows);
  for (const { height } of rowBands(grid, blockRows)) {
    const rows = block.subarray(0, grid.width * height);
    const { bytesRead } = await raw.read(rows);
    if (bytesRead !== rows.byteLength) throw new Error(`${source}: expected ${rows.byteLength} more bytes, got ${bytesRead}`);
    await sink.writeRows([rows], height);
  }
  await sink.close();
  const seconds = watch();
  await raw.close();
  return { seconds, check: null };
}

/** From memory to memory. */
async function warpWhole(path = '', epsg = ''): Promise<Report> {
  const file = await openRaster(path);
  const { data, valid } = await file.read({ bands: [0] });
  const { grid } = file;
  await file.close();
  if (grid == null) throw new Error(`${path}: has no georeference`);
  const watch = stopwatch();
  const warped = warp({ grid, data, valid }, suggestGrid(grid, Number(epsg)), { method: 'bilinear' });
  const seconds = watch();
  return { seconds, check: sum(firstOf(warped.data)) / sum(warped.valid) };
}

async function leeRows(path = '', rowCount = '', columns = '', rounds = ''): Promise<Report> {
  const [rows, width] = [Number(rowCount), Number(columns)];
  const power = new Float32Array(new Uint8Array(await readFile(path)).buffer);
  const valid = new Uint8Array(power.length).fill(1);
  let out: Float32Array = power;
  const watch = stopwatch();
  for (let i = 0; i < Number(rounds); i++) out = lee(power, valid, width, rows, { windowPx: 7, enl: 4.4 });
  const seconds = watch();
  let total = 0;
  for (let row = 3; row < rows - 3; row++) total += sum(out.subarray(row * width + 3, (row + 1) * width - 3));
  return { seconds, check: total / ((rows - 6) * (width - 6)) };
}

async function trace(path = ''): Promise<Report> {
  const watch = stopwatch();
  const file = await openRaster(path);
  const tracer = new PolygonTracer(file.width, { connectivity: 4 });
  const polygons: TracedPolygon[] = [];
  for await (const row of rowsOf(file)) polygons.push(...tracer.addRow(row));
  polygons.push(...tracer.finish());
  const seconds = watch();
  await file.close();
  return { seconds, check: polygons.reduce((area, { parts }) => area + parts.reduce((all, part) => all + areaPx(part), 0), 0) };
}

/** Both passes of hysteresis over raw rows: find the components, then say of every pixel whether its own stays. */
async function components(path = '', columns = '', minimum = ''): Promise<Report> {
  const width = Number(columns);
  let check = 0;
  const watch = stopwatch();
  const scan = new ComponentScan(width, { connectivity: 8 });
  for await (const row of rawRows(path, width)) scan.addRow(row);
  const replay = scan.finish(({ seedCount, pixelCount }) => seedCount > 0 && pixelCount >= Number(minimum));
  const out = new Uint8Array(width);
  for await (const row of rawRows(path, width)) {
    replay.addRow(row, out);
    check += sum(out);
  }
  return { seconds: watch(), check };
}

async function* rawRows(path: string, width: number): AsyncGenerator<Uint8Array> {
  for await (const block of createReadStream(path, { highWaterMark: width * 64 })) {
    const rows = block as Buffer;
    if (rows.length % width !== 0) throw new Error(`${path}: ${rows.length} bytes are not whole rows of ${width}`);
    for (let at = 0; at < rows.length; at += width) yield rows.subarray(at, at + width);
  }
}

async function* rowsOf(file: RasterFile): AsyncGenerator<Uint8Array> {
  for (const window of rowBands(file, blockRows)) {
    const codes = firstOf((await file.read({ bands: [0], window })).data);
    for (let row = 0; row < window.height; row++) yield rowOf(codes, file.width, row);
  }
}

function rowOf(codes: PixelArray, width: number, row: number): Uint8Array {
  if (!(codes instanceof Uint8Array)) throw new TypeError(`expected Uint8Array codes, got ${codes.constructor.name}`);
  return codes.subarray(row * width, (row + 1) * width);
}

function firstOf(bands: readonly PixelArray[]): PixelArray {
  const [first] = bands;
  if (first == null) throw new RangeError('the raster has no band');
  return first;
}

function sum(values: PixelArray): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? 0;
  return total;
}

function areaPx({ exterior, holes }: TracedPolygon['parts'][number]): number {
  return [exterior, ...holes].reduce((area, ring, i) => area + (i === 0 ? 1 : -1) * Math.abs(shoelace(ring)), 0);
}

function shoelace(ring: readonly number[]): number {
  let twice = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    twice += (ring[i] ?? 0) * (ring[next + 1] ?? 0) - (ring[next] ?? 0) * (ring[i + 1] ?? 0);
  }
  return twice / 2;
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
