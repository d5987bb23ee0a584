/** A straight axis from values to pixels with round ticks. */
export interface Scale {
  toPx(value: number): number;
  readonly ticks: readonly number[];
}

/** About `count` round ticks (1, 2 or 5 times a power of ten) that cover the values. */
export function linearScale(values: readonly number[], [fromPx, toPx]: readonly [number, number], count: number): Scale {
  const known = values.filter((value) => Number.isFinite(value));
  const [least, most] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)];
  const span = most > least ? most - least : Math.abs(most) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const [first, last] = [Math.floor(least / step), Math.ceil(most / step)];
  const ticks = Array.from({ length: Math.max(2, last - first + 1) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
  const [low, high] = [ticks[0] as number, ticks.at(-1) as number];
  return { ticks, toPx: (value) => fromPx + ((value - low) / (high - low)) * (toPx - fromPx) };
}

/** Days since 1970-01-01 with a tick at each new year, or month where the span is short. */
export function dayScale(days: readonly number[], [fromPx, toPx]: readonly [number, number]): Scale {
  const [least, most] = days.length === 0 ? [0, 1] : [Math.min(...days), Math.max(...days)];
  const span = Math.max(1, most - least);
  const stepMonths = [1, 3, 6, 12, 24, 60].find((months) => span / (30.4 * months) <= 7) ?? 120;
  const ticks: number[] = [];
  const start = new Date(least * 86_400_000);
  for (let month = 0; ; month += stepMonths) {
    const day = Date.UTC(start.getUTCFullYear(), month, 1) / 86_400_000;
    if (day > most) break;
    if (day >= least) ticks.push(day);
  }
  return { ticks, toPx: (day) => fromPx + ((day - least) / span) * (toPx - fromPx) };
}

export function dayOf(isoDay: string): number {
  return Date.parse(`${isoDay}T00:00:00Z`) / 86_400_000;
}
