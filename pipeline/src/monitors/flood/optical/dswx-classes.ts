import type { MonitorClass } from '@landsicht/core';
import { dswxCodes } from './dswx.js';

/** Classes of the layer `dswx`: how many and which of the five tests see water (OPERA DSWx-HLS). 255 = not observed. */
export const dswxClasses = [
  { id: 'not-water', code: dswxCodes.notWater, title: { de: 'Kein Wasser', en: 'Not water' }, color: '#ffffff00', detect: false },
  { id: 'high', code: dswxCodes.high, title: { de: 'Wasser, sicher', en: 'Water, high confidence' }, color: '#0d47a1', detect: false },
  {
    id: 'moderate',
    code: dswxCodes.moderate,
    title: { de: 'Wasser, wahrscheinlich', en: 'Water, moderate confidence' },
    color: '#1e88e5',
    detect: false,
  },
  {
    id: 'partial-conservative',
    code: dswxCodes.partialConservative,
    title: { de: 'Teilweise Wasser, vorsichtig', en: 'Partial water, conservative' },
    color: '#64b5f6',
    detect: false,
  },
  {
    id: 'partial-aggressive',
    code: dswxCodes.partialAggressive,
    title: { de: 'Teilweise Wasser, weit gefasst', en: 'Partial water, aggressive' },
    color: '#bbdefb',
    detect: false,
  },
] as const satisfies readonly MonitorClass[];
