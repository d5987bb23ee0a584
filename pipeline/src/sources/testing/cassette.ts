import { readFileSync } from 'node:fs';

export interface Recorded {
  readonly method: string;
  readonly uri: string;
  readonly requestBody: string | null;
  readonly status: number;
  readonly responseBody: string;
}

/** Recorded HTTP answers of VCR.py, in the part of YAML that it writes: one interaction after the other, texts in single quotes or plain. */
export function readCassette(path: string): readonly Recorded[] {
  const [, ...interactions] = readFileSync(path, 'utf8').split(/^- request:$/m);
  return interactions.map((text) => ({
    method: scalar(text, '    method') ?? '',
    uri: scalar(text, '    uri') ?? '',
    requestBody: scalar(text, '    body'),
    status: Number(scalar(text, '      code')),
    responseBody: scalar(text, '      string') ?? '',
  }));
}

function scalar(yaml: string, key: string): string | null {
  const start = yaml.indexOf(`\n${key}: `);
  if (start < 0) return null;
  const value = yaml.slice(start + key.length + 3);
  if (!value.startsWith("'")) {
    if (value.startsWith('"')) throw new Error(`${key}: double-quoted YAML is not read here`);
    const plain = value.slice(0, value.indexOf('\n'));
    return plain === 'null' ? null : plain;
  }
  const quoted = /^'((?:[^']|'')*)'/.exec(value)?.[1] ?? '';
  // folding: a line break is a space, n blank lines are n line breaks (YAML 1.1, 5.5)
  return quoted
    .replace(/ *\n( *\n)* */g, (fold) => {
      const breaks = fold.split('\n').length - 1;
      return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
    })
    .replaceAll("''", "'");
}
