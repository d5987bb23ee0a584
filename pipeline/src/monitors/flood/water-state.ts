import { floodCodes } from './info.js';

/** Water codes of one scene: 0 dry, 1 water, 255 not observed. */
export type WaterRow = Uint8Array;

/**
 * What each pixel of the subject scene is, given the same pixels in earlier scenes: water that was water in most of the
 * earlier scenes that saw it is reference water; other water is flood; water no earlier scene saw stays plain water.
 * `reference`: 1 reference water, 0 usually dry, 255 no earlier scene saw it.
 */
export function waterState(subject: WaterRow, earlier: readonly WaterRow[]): { state: Uint8Array; reference: Uint8Array } {
  const state = new Uint8Array(subject.length);
  const reference = new Uint8Array(subject.length);
  for (let i = 0; i < subject.length; i++) {
    let seen = 0;
    let wet = 0;
    for (let e = 0; e < earlier.length; e++) {
      const code = earlier[e]?.[i];
      if (code === floodCodes.notObserved) continue;
      seen++;
      if (code === 1) wet++;
    }
    reference[i] = seen === 0 ? floodCodes.notObserved : 2 * wet > seen ? 1 : 0;
    if (subject[i] === floodCodes.notObserved) state[i] = floodCodes.notObserved;
    else if (subject[i] !== 1) state[i] = floodCodes.dry;
    else state[i] = seen === 0 ? floodCodes.water : reference[i] === 1 ? floodCodes.reference : floodCodes.flood;
  }
  return { state, reference };
}

/** Given reference water counts beside that of the earlier scenes; where it says "none", and no scene says otherwise, water is flood. */
export function addReference(state: Uint8Array, reference: Uint8Array, given: Uint8Array): void {
  for (let i = 0; i < state.length; i++) {
    if (given[i] === 1) {
      reference[i] = 1;
      if (state[i] === floodCodes.flood || state[i] === floodCodes.water) state[i] = floodCodes.reference;
    } else if (given[i] === 0 && reference[i] === floodCodes.notObserved) {
      reference[i] = 0;
      if (state[i] === floodCodes.water) state[i] = floodCodes.flood;
    }
  }
}
