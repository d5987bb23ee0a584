import { LandsichtError } from '@landsicht/core';
import type { Geometry, Position } from 'geojson';

/** ISO and EWKB geometry of any type to GeoJSON, z and m left out. `format-invalid` with the byte where it fails. */
export function readWkb(bytes: Uint8Array, where: string): Geometry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const fail = (what: string): never => {
    throw new LandsichtError('vector-invalid', `${where}: geometry ${what} at byte ${at} of ${bytes.byteLength}. Write the file again`);
  };
  const need = (count: number): void => {
    if (count < 0 || at + count > bytes.byteLength) fail(`ends before its ${count} bytes`);
  };
  const uint = (little: boolean): number => {
    need(4);
    at += 4;
    return view.getUint32(at - 4, little);
  };
  const point = (little: boolean, ordinates: number): Position => {
    need(8 * ordinates);
    const position: Position = [view.getFloat64(at, little), view.getFloat64(at + 8, little)];
    at += 8 * ordinates;
    return position;
  };
  const line = (little: boolean, ordinates: number): Position[] => {
    const count = uint(little);
    need(8 * ordinates * count);
    const positions: Position[] = new Array(count);
    for (let i = 0; i < count; i++) positions[i] = point(little, ordinates);
    return positions;
  };
  const polygon = (little: boolean, ordinates: number): Position[][] =>
    Array.from({ length: counted(uint(little)) }, () => line(little, ordinates));
  const counted = (count: number): number => (count * 4 > bytes.byteLength ? fail(`claims ${count} parts`) : count);
  const geometry = (depth: number): Geometry => {
    need(5);
    const little = view.getUint8(at) === 1;
    at += 1;
    const code = uint(little);
    if ((code & 0x20000000) !== 0) at += 4; // EWKB: SRID
    const iso = Math.floor((code & 0xfffffff) / 1000);
    const ordinates = 2 + (((code & 0x80000000) !== 0 ? 1 : 0) + ((code & 0x40000000) !== 0 ? 1 : 0) || (iso === 3 ? 2 : iso > 0 ? 1 : 0));
    const parts = (): Geometry[] => {
      if (depth > 8) fail('is nested too deeply');
      return Array.from({ length: counted(uint(little)) }, () => geometry(depth + 1));
    };
    switch ((code & 0xfffffff) % 1000) {
      case 1:
        return { type: 'Point', coordinates: point(little, ordinates) };
      case 2:
        return { type: 'LineString', coordinates: line(little, ordinates) };
      case 3:
        return { type: 'Polygon', coordinates: polygon(little, ordinates) };
      case 4:
        return { type: 'MultiPoint', coordinates: parts().map((part) => (part.type === 'Point' ? part.coordinates : fail('mixes types'))) };
      case 5:
        return {
          type: 'MultiLineString',
          coordinates: parts().map((part) => (part.type === 'LineString' ? part.coordinates : fail('mixes types'))),
        };
      case 6:
        return {
          type: 'MultiPolygon',
          coordinates: parts().map((part) => (part.type === 'Polygon' ? part.coordinates : fail('mixes types'))),
        };
      case 7:
        return { type: 'GeometryCollection', geometries: parts() };
      default:
        return fail(`has the unsupported type ${code} (curves are not read)`);
    }
  };
  return geometry(0);
}
