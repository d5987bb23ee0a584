import { describe, expect, it } from 'vitest';
import type { DetectionFeature } from './api-client.js';
import { detectionsCsv, toCsv } from './csv.js';

describe('CSV', () => {
  it('quotes as RFC 4180 asks: commas, quotes and line ends inside, CRLF at the end', () => {
    expect(toCsv([['a,b', 'say "hi"', 'two\nlines', 'plain', 1.5, null]])).toBe('"a,b","say ""hi""","two\nlines",plain,1.5,\r\n');
  });

  it('defuses text that a spreadsheet would run, and leaves negative numbers alone', () => {
    expect(toCsv([['=1+1', '+49', '-2', '@SUM(A1)', '\t=1', ' =1', -2]])).toBe("'=1+1,'+49,'-2,'@SUM(A1),'\t=1,' =1,-2\r\n");
    expect(toCsv([['=HYPERLINK("http://x","y")']])).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });

  it('writes one line per detection, in the order of the list', () => {
    const detection = (id: string, areaM2: number): DetectionFeature => ({
      type: 'Feature',
      id,
      geometry: { type: 'Polygon', coordinates: [] },
      properties: {
        ...{ id, monitor: 'flood', class: 'flood', areaM2, areaEpsg: 25833, likelihood: null },
        ...{ observedUtc: '2025-06-17T16:51:12.000Z', sceneIds: ['A', 'B'], unitKey: 'k', madeBy: 'machine' },
      },
    });
    const lines = detectionsCsv([detection('d2', 25_000), detection('=d1', 123_456)]).split('\r\n');
    expect(lines.slice(1)).toEqual([
      'd2,flood,flood,2.5,25833,,2025-06-17T16:51:12.000Z,A B,k,machine',
      "'=d1,flood,flood,12.3456,25833,,2025-06-17T16:51:12.000Z,A B,k,machine",
      '',
    ]);
  });
});
