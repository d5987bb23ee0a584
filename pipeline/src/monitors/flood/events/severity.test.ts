import { describe, expect, it } from 'vitest';
import type { AreaTableRow } from '../products/area-table.js';
import { defaultEventRules, eventRulesSchema } from './event-rules.js';
import { certaintyOf, isAtLeast, severityOf, urgencyAt } from './severity.js';

const nothing = { floodedHaByLandUse: null, buildings: null, roadsKmByClass: null, population: null } as unknown as AreaTableRow;
const touching = (parts: Partial<AreaTableRow>): AreaTableRow => ({ ...nothing, ...parts });

describe('severityOf', () => {
  it.each([
    ['Minor', touching({ floodedHaByLandUse: { riverside: 4, arable: 0.1 } })],
    ['Moderate', touching({ floodedHaByLandUse: { arable: 0.2, spruce: 0.1 } })],
    ['Severe', touching({ floodedHaByLandUse: { riverside: 4 }, roadsKmByClass: { primary: 0.03, track: 0.02 } })],
    ['Severe', touching({ floodedHaByLandUse: { arable: 9 }, buildings: 1 })],
    ['Extreme', touching({ floodedHaByLandUse: { settlement: 0.1 } })],
    ['Extreme', touching({ buildings: 10 })],
  ])('is %s by what is touched', (severity, table) => {
    expect(severityOf(table, defaultEventRules)).toBe(severity);
  });

  it('is unknown, not minor, where no layer says what lies there', () => {
    expect(severityOf(null, defaultEventRules)).toBe('Unknown');
    expect(severityOf(nothing, defaultEventRules)).toBe('Unknown');
    expect(severityOf(touching({ buildings: 0, roadsKmByClass: {} }), defaultEventRules)).toBe('Unknown');
    expect(severityOf(touching({ floodedHaByLandUse: { unknown: 3 } }), defaultEventRules)).toBe('Unknown');
    expect(isAtLeast('Unknown', 'Extreme')).toBe(true);
    expect(isAtLeast('Minor', 'Moderate')).toBe(false);
  });

  it('follows the rules of the file', () => {
    const rules = eventRulesSchema.parse({ severity: [{ severity: 'Extreme', landUse: ['camping'], minimumHa: 0.01 }] });
    expect(severityOf(touching({ floodedHaByLandUse: { camping: 0.02, settlement: 5 } }), rules)).toBe('Extreme');
    expect(severityOf(touching({ floodedHaByLandUse: { settlement: 5 } }), rules)).toBe('Minor');
  });
});

describe('certainty and urgency', () => {
  it('is Observed only from 80 % on and without an advisory', () => {
    const certainty = (percent: number | null, ...flags: string[]) => certaintyOf(percent, flags, defaultEventRules);
    expect(certainty(80)).toBe('Observed');
    expect(certainty(79.9)).toBe('Likely');
    expect(certainty(95, 'wind')).toBe('Likely');
    expect(certainty(95, 'terrain_not_used')).toBe('Observed');
    expect(certainty(49)).toBe('Possible');
    expect(certainty(null)).toBe('Possible');
  });

  it('is Immediate while the image is fresh', () => {
    expect(urgencyAt('2024-10-02T12:00:00.000Z', new Date('2024-10-02T11:00:00Z'))).toBe('Immediate');
    expect(urgencyAt('2024-10-02T12:00:00.000Z', new Date('2024-10-02T13:00:00Z'))).toBe('Past');
  });
});
