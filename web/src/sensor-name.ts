const names: readonly (readonly [start: string, name: string])[] = [
  ['sentinel-1', 'Sentinel-1'],
  ['sentinel-2', 'Sentinel-2'],
  ['landsat', 'Landsat'],
  ['hls', 'HLS'],
];

/** The satellite as people call it; others by their id. */
export function sensorName(id: string): string {
  return names.find(([start]) => id.startsWith(start))?.[1] ?? id;
}
