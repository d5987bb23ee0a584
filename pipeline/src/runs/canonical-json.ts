import { LandsichtError } from '@landsicht/core';

/**
 * One text for one value: members sorted by UTF-16 code unit, numbers as ECMAScript prints them (−0 is 0), `undefined` members left out.
 * Only plain data: anything JSON would lose (NaN, Date, Map, function) throws `bad-argument` with its place.
 */
export function canonicalJson(value: unknown, indent = 0): string {
  return JSON.stringify(sorted(value, '$'), null, indent);
}

function sorted(value: unknown, place: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new LandsichtError('bad-argument', `${place}: ${value} has no JSON form; expected a finite number or null`);
  }
  if (Array.isArray(value)) return value.map((member, i) => sorted(member, `${place}[${i}]`));
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    throw new LandsichtError('bad-argument', `${place}: ${Object.prototype.toString.call(value)} has no JSON form; expected plain data`);
  }
  const members = value as Record<string, unknown>;
  const copy: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(members).sort()) {
    if (members[name] !== undefined) copy[name] = sorted(members[name], `${place}.${name}`);
  }
  return copy;
}
