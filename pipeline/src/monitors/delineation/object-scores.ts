export interface ObjectScores {
  readonly matched: number;
  readonly found: number;
  readonly wanted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Area-weighted over- and under-segmentation and total error (Persello & Bruzzone 2010), over wanted objects with their largest partner. */
  readonly goc: number;
  readonly guc: number;
  readonly gtc: number;
}

/**
 * Objects of two label images (0 = nothing), matched greedily by intersection over union above `minimumIou` (parcels.md 7). Found objects that lie
 * mostly where `wanted` is 0 are left out: nobody labelled that ground. Objects below `minimumPx` count on neither side.
 */
export function objectScores(found: Int32Array, wanted: Int32Array, minimumPx: number, minimumIou = 0.5): ObjectScores {
  const [foundPx, wantedPx, labelledPx] = [new Map<number, number>(), new Map<number, number>(), new Map<number, number>()];
  const shared = new Map<string, { f: number; w: number; px: number }>();
  const add = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1);
  found.forEach((f, i) => {
    const w = wanted[i] as number;
    if (f > 0) add(foundPx, f);
    if (w > 0) add(wantedPx, w);
    if (f === 0 || w === 0) return;
    add(labelledPx, f);
    const pair = shared.get(`${f} ${w}`);
    if (pair == null) shared.set(`${f} ${w}`, { f, w, px: 1 });
    else pair.px++;
  });
  const isFound = (f: number) => (foundPx.get(f) ?? 0) >= minimumPx && (labelledPx.get(f) ?? 0) * 2 >= (foundPx.get(f) ?? 0);
  const isWanted = (w: number) => (wantedPx.get(w) ?? 0) >= minimumPx;
  const pairs = [...shared.values()].filter(({ f, w }) => isFound(f) && isWanted(w));
  const iou = ({ f, w, px }: (typeof pairs)[number]) => px / ((foundPx.get(f) ?? 0) + (wantedPx.get(w) ?? 0) - px);
  const [usedF, usedW] = [new Set<number>(), new Set<number>()];
  let matched = 0;
  for (const pair of pairs.filter((one) => iou(one) > minimumIou).sort((a, b) => iou(b) - iou(a) || a.f - b.f)) {
    if (usedF.has(pair.f) || usedW.has(pair.w)) continue;
    usedF.add(pair.f);
    usedW.add(pair.w);
    matched++;
  }
  const [foundCount, wantedCount] = [[...foundPx.keys()].filter(isFound).length, [...wantedPx.keys()].filter(isWanted).length];
  return {
    matched,
    found: foundCount,
    wanted: wantedCount,
    precision: foundCount === 0 ? 0 : matched / foundCount,
    recall: wantedCount === 0 ? 0 : matched / wantedCount,
    f1: foundCount + wantedCount === 0 ? 0 : (2 * matched) / (foundCount + wantedCount),
    ...errorsOf(pairs, foundPx, wantedPx, isWanted),
  };
}

function errorsOf(
  pairs: readonly { readonly f: number; readonly w: number; readonly px: number }[],
  foundPx: ReadonlyMap<number, number>,
  wantedPx: ReadonlyMap<number, number>,
  isWanted: (w: number) => boolean,
): Pick<ObjectScores, 'goc' | 'guc' | 'gtc'> {
  let [area, goc, guc, gtc] = [0, 0, 0, 0];
  for (const [w, px] of wantedPx) {
    if (!isWanted(w)) continue;
    const partner = pairs.filter((pair) => pair.w === w).sort((a, b) => b.px - a.px)[0];
    const over = partner == null ? 1 : 1 - partner.px / px;
    const under = partner == null ? 1 : 1 - partner.px / (foundPx.get(partner.f) ?? px);
    area += px;
    goc += px * over;
    guc += px * under;
    gtc += px * Math.sqrt((over * over + under * under) / 2);
  }
  return { goc: area === 0 ? 0 : goc / area, guc: area === 0 ? 0 : guc / area, gtc: area === 0 ? 0 : gtc / area };
}
