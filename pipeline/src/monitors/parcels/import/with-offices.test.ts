import { expect, it } from 'vitest';
import { drawnParcel } from '../conditions/testing/drawn-season.js';
import { withOffices } from './with-offices.js';

it('takes the office of the Feldblock, unless the claim names one or the Feldblock is not at hand', () => {
  const block = drawnParcel({ id: 'b', kind: 'reference', flik: 'DESNLI0000000001', office: '7' });
  const declared = [
    drawnParcel({ id: 'inside', flik: 'DESNLI0000000001' }),
    drawnParcel({ id: 'own', flik: 'DESNLI0000000001', office: '3' }),
    drawnParcel({ id: 'elsewhere', flik: 'DESNLI0000000002' }),
    drawnParcel({ id: 'nowhere', flik: null }),
  ];
  expect(withOffices(declared, [block]).map(({ id, office }) => [id, office])).toEqual([
    ['inside', '7'],
    ['own', '3'],
    ['elsewhere', undefined],
    ['nowhere', undefined],
  ]);
});
