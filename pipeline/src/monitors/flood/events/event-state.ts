import type { EventRules } from './event-rules.js';

/** `new` → `update` ⇄ `receding` → `all-clear`. null: not raised yet. */
export type EventState = 'new' | 'update' | 'receding' | 'all-clear';

/** What one look says about an area under watch. */
export interface AreaLook {
  readonly observedMs: number;
  /** Water seen in this look. */
  readonly seenM2: number;
  /** Water seen before where this look could not see: still counted. */
  readonly unseenM2: number;
  /** How much of the area was seen, 0..1. */
  readonly observedShare: number;
}

/** Where an area under watch stands. */
export interface Watch {
  readonly state: EventState | null;
  /** Latest known area under water: seen, and unseen since. */
  readonly areaM2: number;
  readonly maximumM2: number;
  readonly maximumMs: number;
  readonly raisedMs: number | null;
  /** Peak while rising, low while receding: what the next change is measured from. */
  readonly turnM2: number;
  /** Looks in a row that found (almost) nothing though they saw enough. */
  readonly dryLooks: number;
  readonly lastDryMs: number | null;
}

export const unwatched: Watch = {
  state: null,
  areaM2: 0,
  maximumM2: 0,
  maximumMs: 0,
  raisedMs: null,
  turnM2: 0,
  dryLooks: 0,
  lastDryMs: null,
};

export interface Hysteresis {
  readonly raiseM2: number;
  readonly clearM2: number;
  readonly rules: EventRules;
}

/**
 * One step of the hysteresis (flood.md section 6). Looks that see too little neither clear nor recede anything, nor do they break off
 * a row of dry looks; water that they do see counts. Two frames of one overflight are one look.
 */
export function advance(watch: Watch, look: AreaLook, { raiseM2, clearM2, rules }: Hysteresis): Watch {
  const areaM2 = look.seenM2 + look.unseenM2;
  const enough = look.observedShare >= rules.observedShare;
  const dry = look.seenM2 < clearM2;
  const higher = areaM2 > watch.maximumM2;
  const next: Watch = {
    ...watch,
    areaM2,
    maximumM2: higher ? areaM2 : watch.maximumM2,
    maximumMs: higher ? look.observedMs : watch.maximumMs,
    ...dryness(watch, look.observedMs, dry, enough, rules),
  };
  if (watch.state == null) {
    return look.seenM2 > 0 && areaM2 >= raiseM2 ? { ...next, state: 'new', raisedMs: look.observedMs, turnM2: areaM2 } : next;
  }
  if (dry && enough && next.dryLooks >= rules.clearLooks) return { ...next, state: 'all-clear' };
  return { ...next, ...trend(watch, look, areaM2, dry, enough, rules) };
}

function dryness(
  watch: Watch,
  observedMs: number,
  dry: boolean,
  enough: boolean,
  rules: EventRules,
): Pick<Watch, 'dryLooks' | 'lastDryMs'> {
  if (!dry) return { dryLooks: 0, lastDryMs: null };
  const { dryLooks, lastDryMs } = watch;
  const samePass = lastDryMs != null && observedMs - lastDryMs <= rules.samePassMinutes * 60_000;
  return enough && !samePass ? { dryLooks: dryLooks + 1, lastDryMs: observedMs } : { dryLooks, lastDryMs };
}

function trend(
  { state, turnM2 }: Watch,
  look: AreaLook,
  areaM2: number,
  dry: boolean,
  enough: boolean,
  { changeShare }: EventRules,
): Pick<Watch, 'state' | 'turnM2'> {
  if (state === 'receding') {
    if (!dry && areaM2 > turnM2 * (1 + changeShare)) return { state: 'update', turnM2: areaM2 };
    return { state, turnM2: enough ? Math.min(turnM2, areaM2) : turnM2 };
  }
  if (enough && (dry || areaM2 < turnM2 * (1 - changeShare))) return { state: 'receding', turnM2: areaM2 };
  return { state: look.seenM2 > 0 || enough ? 'update' : state, turnM2: Math.max(turnM2, areaM2) };
}

/** Several areas under watch became one: raised if any was; the highest areas of each add up to no more than what is known now. */
export function joinWatches(watches: readonly Watch[]): Watch {
  const [first = unwatched, ...others] = watches;
  return others.reduce<Watch>((all, watch) => {
    const raised = [all.raisedMs, watch.raisedMs].filter((ms) => ms != null);
    const higher = watch.maximumM2 > all.maximumM2;
    return {
      state: all.state ?? watch.state,
      areaM2: all.areaM2 + watch.areaM2,
      maximumM2: higher ? watch.maximumM2 : all.maximumM2,
      maximumMs: higher ? watch.maximumMs : all.maximumMs,
      raisedMs: raised.length === 0 ? null : Math.min(...raised),
      turnM2: all.turnM2 + watch.turnM2,
      dryLooks: 0,
      lastDryMs: null,
    };
  }, first);
}
