import { stateClasses, tierCodes } from './series/state-codes.js';

/** What is outlined apart: damage that was confirmed or cleared, and suspicion. */
export const groups = { none: 0, damage: 1, suspected: 2 } as const;

const damageStates = new Uint8Array(256);
for (const { code, detect } of stateClasses) if (detect) damageStates[code] = 1;

/** Group of each pixel. */
export function groupsOf(state: Uint8Array, tier: Uint8Array): Uint8Array {
  const out = new Uint8Array(state.length);
  for (let i = 0; i < out.length; i++) {
    if (damageStates[state[i] as number] === 1) out[i] = groups.damage;
    else if (tier[i] === tierCodes.suspected) out[i] = groups.suspected;
  }
  return out;
}
