import { expect, it } from 'vitest';
import { DamageOdds } from './damage-probability.js';
import { PixelColumns } from './pixel-columns.js';
import { landsichtRules } from './series-rules.js';

it('gives quiet, suspected and stressed pixels the probability that their explanation adds up to', () => {
  const columns = new PixelColumns(300, 'landsicht');
  const shares = (k: number) => Float32Array.from({ length: 300 }, (_, i) => ((i * k) % 17) / 40);
  for (let i = 0; i < 300; i++) {
    columns.odds[i] = 10 ** (((i * 7) % 9) - 4);
    columns.discolouration[i] = ((i * 5) % 13) / 4 - 1.5;
    columns.stressed[i] = i % 3 === 0 ? 1 : 0;
    columns.run[i] = i % 3 === 1 ? 1 + (i % 2) : 0;
    if (i % 3 === 2) continue;
    columns.stressDates[i] = 1 + (i % 4);
    columns.stressSum[i] = (i % 4) * 0.3;
    [columns.firstAnomalyDay[i], columns.runStartDay[i]] = [17_700 + i, 17_720 + i];
  }
  /** What began within a month is known of pixels that suffer only. */
  const suffering = (values: Float32Array) => values.map((value, i) => (i % 3 === 2 ? 0 : value));
  const around = {
    near: shares(3).map((value) => 8 * value - 2),
    known: shares(5),
    together: suffering(shares(7)),
    stand: suffering(shares(11)),
    bare: shares(2),
    cutEdge: Uint8Array.from({ length: 300 }, (_, i) => i % 2),
  };
  for (const lastDay of [18_100, 18_260]) {
    const odds = new DamageOdds(columns, landsichtRules, { around, lastDay });
    for (let i = 0; i < 300; i++) {
      const { base, signs } = odds.explain(i);
      const sum = signs.reduce((all, { adds }) => all + adds, base);
      expect(Math.abs(odds.percent(i) - 100 / (1 + Math.exp(-sum)))).toBeLessThan(0.501);
    }
  }
});
