/** Water and vegetation indices of reflectances 0..1; water is > 0 in all but NDVI. B, G, R, N, SW1, SW2 as in the README. */

/** 0 where both are 0: says nothing. */
export function normalisedDifference(a: number, b: number): number {
  return a + b === 0 ? 0 : (a - b) / (a + b);
}

/** McFeeters 1996, doi:10.1080/01431169608948714. Weak where water is turbid: sediment brightens the NIR. */
export function ndwi(green: number, nir: number): number {
  return normalisedDifference(green, nir);
}

/** Xu 2006, doi:10.1080/01431160600589179. Sediment does not brighten 1.6 µm: good for turbid floods, blind to shadow. */
export function mndwi(green: number, swir16: number): number {
  return normalisedDifference(green, swir16);
}

export function ndvi(red: number, nir: number): number {
  return normalisedDifference(nir, red);
}

/** Feyisa et al. 2014, doi:10.1016/j.rse.2013.08.029: "no shadow". */
export function aweiNoShadow(green: number, nir: number, swir16: number, swir22: number): number {
  return 4 * (green - swir16) - (0.25 * nir + 2.75 * swir22);
}

/** Feyisa et al. 2014: "shadow", made against mountain and building shadow; cloud shadow under haze passes it all the same. */
export function aweiShadow(blue: number, green: number, nir: number, swir16: number, swir22: number): number {
  return blue + 2.5 * green - 1.5 * (nir + swir16) - 0.25 * swir22;
}

/** Fisher, Flood & Danaher 2016, doi:10.1016/j.rse.2015.12.055, for surface reflectance. */
export function wi2015(green: number, red: number, nir: number, swir16: number, swir22: number): number {
  return 1.7204 + 171 * green + 3 * red - 70 * nir - 45 * swir16 - 71 * swir22;
}
