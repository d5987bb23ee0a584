/**
 * Just enough XML for product metadata (Sentinel calibration, noise, MTD): elements by name, in document order, no entities, no CDATA.
 * Names are matched as written, namespace prefix included.
 */
export function* xmlElements(xml: string, name: string): Generator<string> {
  const close = `</${name}>`;
  for (let at = openTag(xml, name, 0); at != null; ) {
    const start = xml.indexOf('>', at) + 1;
    if (start === 0) return;
    const selfClosed = xml[start - 2] === '/';
    const end = selfClosed ? start : xml.indexOf(close, start);
    if (end < 0) return;
    yield selfClosed ? '' : xml.slice(start, end);
    at = openTag(xml, name, end);
  }
}

/** Text of the first such element, trimmed; null where there is none. */
export function xmlText(xml: string, name: string): string | null {
  const first = xmlElements(xml, name).next();
  return first.done === true ? null : first.value.trim();
}

/** A number in the first such element; null where there is none. */
export function xmlNumber(xml: string, name: string): number | null {
  const text = xmlText(xml, name);
  const value = text == null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Numbers parted by white space in the first such element. */
export function xmlNumbers(xml: string, name: string): Float64Array {
  const text = xmlText(xml, name);
  return text == null || text === '' ? new Float64Array() : Float64Array.from(text.split(/\s+/), Number);
}

/** Position of `<name` followed by white space, `/` or `>`. */
function openTag(xml: string, name: string, from: number): number | null {
  for (let at = xml.indexOf(`<${name}`, from); at >= 0; at = xml.indexOf(`<${name}`, at + 1)) {
    if (' \t\r\n/>'.includes(xml[at + name.length + 1] ?? '')) return at;
  }
  return null;
}
