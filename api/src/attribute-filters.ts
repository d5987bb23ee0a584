import { LandsichtError, type MonitorAttribute, type MonitorInfo } from '@landsicht/core';

type Filter = string | number | boolean;

/** Query parameters that are attributes of the monitor; `bad-argument` where one is neither that nor `known`. */
export function attributeFilters(
  { attributes = [] }: MonitorInfo,
  given: Readonly<Record<string, readonly string[]>>,
  known: readonly string[],
): Record<string, Filter> {
  const filters: Record<string, Filter> = {};
  for (const [name, values] of Object.entries(given)) {
    if (known.includes(name)) continue;
    const attribute = attributes.find(({ id }) => id === name);
    if (attribute == null) {
      throw new LandsichtError('bad-argument', 'Unknown query parameter. /queryables of the collection lists those there are.');
    }
    filters[name] = filterOf(attribute, values);
  }
  return filters;
}

function filterOf({ id, type }: MonitorAttribute, values: readonly string[]): Filter {
  const [text = '', ...more] = values;
  if (more.length > 0) throw new LandsichtError('bad-argument', `${id}: expected one value`);
  if (type === 'number') {
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) throw new LandsichtError('bad-argument', `${id}: expected a number`);
    return number;
  }
  if (type === 'flag') {
    if (text !== 'true' && text !== 'false') throw new LandsichtError('bad-argument', `${id}: expected true or false`);
    return text === 'true';
  }
  return text;
}
