/** What lies on the ground by NDVI and NDTI; `null` where neither tells. */
export type GroundState = 'bare' | 'stubble' | 'brown-grass' | 'plants' | null;

/** Unitless; parcels.md 4.2. NDTI of tilled soil is .02–.07, of cereal stubble .14–.22, of grass in drought .17–.19. */
export const groundLimits = {
  bareNdvi: 0.25,
  bareNdti: 0.1,
  stubbleNdvi: 0.35,
  stubbleNdti: 0.12,
  plantsNdvi: 0.35,
  brownNdviFrom: 0.25,
  brownNdviTo: 0.5,
  brownNdti: 0.15,
} as const;

/** Reflectance of band B11: water reflects less, soil .12 and more when wet (phenology_saxony.json; parcels.md 12). */
const waterB11 = 0.06;

/** `swir16` is B11; a water surface is no soil. */
export function groundStateOf(ndvi: number, ndti: number | null, swir16: number | null): GroundState {
  const limits = groundLimits;
  if (swir16 != null && swir16 < waterB11) return ndvi >= limits.plantsNdvi ? 'plants' : null;
  if (ndti != null) {
    if (ndvi < limits.bareNdvi && ndti <= limits.bareNdti) return 'bare';
    if (ndvi < limits.stubbleNdvi && ndti > limits.stubbleNdti) return 'stubble';
    if (ndvi >= limits.brownNdviFrom && ndvi < limits.brownNdviTo && ndti > limits.brownNdti) return 'brown-grass';
  }
  return ndvi >= limits.plantsNdvi ? 'plants' : null;
}
