import { describe, expect, it } from 'vitest';
import { attackedAt, crswirOf, felledAt, freshCut, haze, mix, regrowthOf, seasonOf, stages } from './forest-spectra.js';

describe('the spectra of forest.md section 9', () => {
  it('have the CRSWIR of each stage', () => {
    const expected = { healthy: 0.83, green: 0.9, red: 1.12, grey: 1.24 };
    for (const [stage, crswir] of Object.entries(expected)) expect(crswirOf(stages[stage as keyof typeof stages])).toBeCloseTo(crswir, 1);
    expect(crswirOf(freshCut)).toBeCloseTo(1.34, 1);
  });

  it('follow the months of pure conifer in Lorraine within the scatter found there', () => {
    const lorraine = [undefined, 0.666, 0.802, 0.97, 0.922, 0.824, 0.787, 0.796, 0.718, 0.64, undefined, 0.546];
    lorraine.forEach((crswir, month) => {
      if (crswir == null) return;
      const season = seasonOf(15 + 30.44 * month);
      expect(Math.abs(crswirOf(stages.healthy.map((v, b) => v * (season[b] as number))) - crswir)).toBeLessThan(0.09);
    });
  });

  it('rise with the age of the attack and fall back towards healthy as a clearing greens', () => {
    const rise = [0, 30, 63, 90, 150, 200].map((age) => crswirOf(attackedAt(age)));
    expect(rise).toEqual([...rise].sort((a, b) => a - b));
    const july = regrowthOf(200);
    expect(crswirOf(felledAt(10, july))).toBeGreaterThan(1.3);
    expect(crswirOf(felledAt(700, july))).toBeLessThan(1.05);
  });

  it('haze alone raises CRSWIR by less than an anomaly', () => {
    const rise = crswirOf(mix(stages.healthy, haze, 0.06)) - crswirOf(stages.healthy);
    expect(rise).toBeGreaterThan(0.04);
    expect(rise).toBeLessThan(0.12);
  });
});
