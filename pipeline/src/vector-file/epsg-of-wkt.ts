/** Names that ESRI programs write without a code, in lower case without separators. */
const esriNames: Readonly<Record<string, number>> = {
  gcswgs1984: 4326,
  wgs84: 4326,
  gcsetrs1989: 4258,
  etrs89: 4258,
  etrs1989laea: 3035,
  etrs89laeaeurope: 3035,
  wgs1984webmercatorauxiliarysphere: 3857,
  dhdn3degreegausszone3: 31467,
  dhdn3degreegausszone4: 31468,
  dhdn3degreegausszone5: 31469,
  rdnew: 28992,
  amersfoortrdnew: 28992,
  mgiaustrialambert: 31287,
};

/** EPSG code of a CRS in WKT 1, WKT 2 or ESRI's dialect; null where it cannot be told. */
export function epsgOfWkt(wkt: string): number | null {
  const text = wkt.trim();
  const last = [...text.matchAll(/(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]/gi)].at(-1);
  // the code of the whole CRS closes the text; one further in is of a datum or an axis
  if (last != null && /^\s*[\])]\s*$/.test(text.slice(last.index + last[0].length))) return Number(last[1]);
  const name = /^\s*\w+\s*\[\s*"([^"]+)"/.exec(text)?.[1] ?? '';
  const compact = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const utm = /^(etrs1989|etrs89|wgs1984|wgs84)utmzone(\d{1,2})(n|s)/.exec(compact);
  if (utm != null) {
    const zone = Number(utm[2]);
    if (utm[1]?.startsWith('etrs') === true) return 25_800 + zone;
    return (utm[3] === 's' ? 32_700 : 32_600) + zone;
  }
  return esriNames[compact] ?? null;
}
