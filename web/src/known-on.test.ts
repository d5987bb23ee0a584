import { describe, expect, it } from 'vitest';
import type { DetectionFeature, MonitorView } from './api-client.js';
import { detectionsOn, knownDaysOf, tierOn } from './known-on.js';

const title = { de: '', en: '' };
const tiers = {
  attribute: 'tier',
  steps: [
    { id: 'suspected', title, color: '#f6d743', since: 'firstSuspected', outline: 'dashed' as const },
    { id: 'confirmed', title, color: '#c62828', since: 'confirmedOn', outline: 'solid' as const },
    { id: 'cleared', title, color: '#8c6d31', since: 'clearedOn', outline: 'hatched' as const },
  ],
};
const monitor = { tiers } as MonitorView;

function damage(tier: string, firstSuspected: string, confirmedOn: string | null, clearedOn: string | null): DetectionFeature {
  return { properties: { id: 'a', class: 'dying', tier, firstSuspected, confirmedOn, clearedOn } } as unknown as DetectionFeature;
}

describe('what was known of damage on a day', () => {
  const cleared = damage('cleared', '2018-07-27', '2018-08-16', '2018-09-30');

  it.each([
    ['2018-07-26', undefined],
    ['2018-07-27', 'suspected'],
    ['2018-08-16', 'confirmed'],
    ['2018-09-29', 'confirmed'],
    ['2018-09-30', 'cleared'],
  ])('on %s: %s', (day, tier) => {
    expect(tierOn(cleared, tiers, day)?.id).toBe(tier);
  });

  it('is never ahead of today: a part that was cleared does not clear the whole', () => {
    expect(tierOn(damage('confirmed', '2018-07-27', '2018-08-16', '2018-09-30'), tiers, '2018-10-01')?.id).toBe('confirmed');
  });

  it('leaves out what came later and shows the tier as class, as the same object each time', () => {
    const later = damage('suspected', '2018-10-05', null, null);
    const [then, ...others] = detectionsOn([cleared, later], monitor, '2018-08-01');
    expect(others).toEqual([]);
    expect(then?.properties).toMatchObject({ class: 'suspected', tier: 'suspected' });
    expect(detectionsOn([cleared, later], monitor, '2018-08-02')[0]).toBe(then);
    expect(detectionsOn([cleared, later], monitor, null)).toEqual([cleared, later]);
  });

  it('spans from the day before the first suspicion to the acquisition', () => {
    expect(knownDaysOf([cleared], monitor, '2018-12-12T10:57:13.000Z')).toEqual({
      first: '2018-07-26',
      last: '2018-12-12',
      changes: ['2018-07-27', '2018-08-16', '2018-09-30'],
    });
    expect(knownDaysOf([], monitor, '2018-12-12T10:57:13.000Z')).toBeNull();
  });
});
