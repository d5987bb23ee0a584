/** Whole and broken days since 1970-01-01T00:00Z. */
export function epochDayOf(utc: Date): number {
  return utc.getTime() / 86_400_000;
}

/** 1 on 1 January; broken by the time of day. */
export function dayOfYear(epochDay: number): number {
  const year = new Date(Math.floor(epochDay) * 86_400_000).getUTCFullYear();
  return epochDay - Date.UTC(year, 0, 1) / 86_400_000 + 1;
}

export function isoDate(epochDay: number): string {
  return new Date(Math.floor(epochDay) * 86_400_000).toISOString().slice(0, 10);
}
