import type { Detection } from '@landsicht/core';
import { type CrsUri, geometryInCrs } from './crs-uris.js';
import type { DetectionFeature } from './schemas.js';

export function featureOf(detection: Detection, crs: CrsUri): DetectionFeature {
  const { id, monitor, areaM2, areaEpsg, likelihood, observedUtc, sceneIds, unitKey, attributes } = detection;
  return {
    type: 'Feature',
    id,
    geometry: geometryInCrs(detection.geometry, crs) as DetectionFeature['geometry'],
    properties: {
      ...attributes, // first: the common names mean the same everywhere
      id,
      monitor,
      class: detection.class,
      areaM2,
      areaEpsg,
      likelihood,
      observedUtc: observedUtc.toISOString(),
      sceneIds: [...sceneIds],
      unitKey,
      madeBy: 'machine',
    },
  };
}
