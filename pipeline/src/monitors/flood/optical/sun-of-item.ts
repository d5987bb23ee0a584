import type { StacItem } from '@landsicht/core';
import type { SunAngles } from './shadow-geometry.js';

/** Sun angles of an item (STAC view extension, or Sentinel-2's own means); null where it does not tell. True north counts as grid north: they differ by 3° at most. */
export function sunOfItem({ properties }: StacItem): SunAngles | null {
  const number = (name: string) => (typeof properties[name] === 'number' ? (properties[name] as number) : null);
  const elevationDeg = number('view:sun_elevation');
  const azimuthDeg = number('view:sun_azimuth') ?? number('s2:mean_solar_azimuth');
  const zenithDeg = elevationDeg == null ? number('s2:mean_solar_zenith') : 90 - elevationDeg;
  return azimuthDeg == null || zenithDeg == null ? null : { azimuthDeg, zenithDeg };
}
