import { describe, expect, it } from 'vitest';
import { applyStep, machineMayUpdate, stepsFrom } from './apply-step.js';
import { type CaseStatus, type CaseStep, caseStates, newCase, type PersonStep } from './case-step.js';

const machine = (light: 'green' | 'yellow' | 'red', isFinal = true): CaseStep => ({ kind: 'machine', light, isFinal, causes: [] });
const text = 'seen';
const steps: Readonly<Record<PersonStep['kind'], PersonStep>> = {
  notify: { kind: 'notify', text },
  'farmer-corrected': { kind: 'farmer-corrected', text },
  'request-photo': { kind: 'request-photo', text },
  'accept-photo': { kind: 'accept-photo', photoIds: ['f1'], text },
  'reject-photo': { kind: 'reject-photo', photoIds: ['f1'], text },
  judge: { kind: 'judge', light: 'red', reasonCode: 'EVIDENCE', text },
  countersign: { kind: 'countersign', text },
  'field-visit': { kind: 'field-visit', light: 'green', text },
  reopen: { kind: 'reopen', text },
  close: { kind: 'close', text },
  note: { kind: 'note', text },
};

/** Ann does everything unless the step is given with a name. */
function after(...taken: readonly (CaseStep | readonly [PersonStep, string])[]): CaseStatus {
  return taken.reduce<CaseStatus>((status, one) => {
    if ('kind' in one) return applyStep(status, one, one.kind === 'machine' ? null : 'Ann');
    return applyStep(status, one[0], one[1]);
  }, newCase);
}

describe('the ladder', () => {
  it('goes from the machine’s light to people and to the end', () => {
    expect(after(machine('green'))).toMatchObject({ state: 'AUTO_GREEN', light: 'green' });
    expect(
      after(machine('yellow'), steps['request-photo'], steps['reject-photo'], steps['request-photo'], steps['accept-photo']),
    ).toMatchObject({
      state: 'PHOTO_OK',
      inHands: true,
    });
    const green: PersonStep = { kind: 'judge', light: 'green', reasonCode: 'PHOTO', text };
    expect(after(machine('yellow'), steps['request-photo'], steps['accept-photo'], green, steps.close)).toMatchObject({
      state: 'CLOSED',
      light: 'green',
    });
    expect(after(machine('red'), steps.notify, steps['farmer-corrected'])).toMatchObject({ state: 'FARMER_CORRECTED' });
    expect(after(machine('red'), steps.judge, steps['field-visit'], steps.close)).toMatchObject({ state: 'CLOSED', light: 'green' });
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'close what is not judged',
      () => after(machine('red'), steps.close),
      /"close": not allowed from RED_PROPOSED; it is from EXPERT_JUDGED, FIELD_VISIT/,
    ],
    [
      'accept a photo nobody asked for',
      () => after(machine('yellow'), steps['accept-photo']),
      /"accept-photo": not allowed from YELLOW; it is from PHOTO_REQUESTED/,
    ],
    [
      'judge what is closed',
      () => after(machine('yellow'), { ...steps['field-visit'] }, steps.close, steps.judge),
      /"judge": not allowed from CLOSED/,
    ],
    ['judge the machine’s green without opening it', () => after(machine('green'), steps.judge), /"judge": not allowed from AUTO_GREEN/],
    [
      'close an open visit',
      () => after(machine('yellow'), { kind: 'field-visit', light: 'yellow', text }, steps.close),
      /nothing is decided yet/,
    ],
    ['act without a name', () => applyStep(after(machine('red')), steps.notify, null), /only people may do this/],
    ['speak for the machine', () => applyStep(newCase, machine('green'), 'Ann'), /people cannot speak for the machine/],
  ])('does not let anybody %s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('red', () => {
  it('needs a second, different person', () => {
    expect(() => after(machine('red'), steps.judge, steps.close)).toThrow(/red needs a second person/);
    expect(() => after(machine('red'), steps.judge, steps.countersign)).toThrow(/second, different person/);
    expect(() => after(machine('red'), steps.judge, [steps.countersign, ' ANN '])).toThrow(/second, different person/);
    expect(after(machine('red'), steps.judge, [steps.countersign, 'Ben'], steps.close)).toMatchObject({ state: 'CLOSED', light: 'red' });
    const visit: PersonStep = { kind: 'field-visit', light: 'red', text };
    expect(() => after(machine('yellow'), visit, steps.close)).toThrow(/red needs a second person/);
  });

  it('is not carried over by a judgement made anew', () => {
    const again = after(machine('red'), steps.judge, [steps.countersign, 'Ben'], steps.reopen, [steps.judge, 'Ben']);
    expect(again).toMatchObject({ awaitsSecond: 'Ben' });
  });

  it('has nothing to countersign where green was judged', () => {
    expect(() =>
      after(machine('red'), { kind: 'judge', light: 'green', reasonCode: 'FALSE_ALARM', text }, [steps.countersign, 'Ben']),
    ).toThrow(/no red decision waits/);
  });
});

describe('the machine', () => {
  it('changes its mind until a person takes the case up', () => {
    expect(after(machine('yellow', false), machine('red'), machine('green'))).toMatchObject({ state: 'AUTO_GREEN' });
    const held = after(machine('yellow', false), steps.notify);
    expect(machineMayUpdate(held)).toBe(false);
    expect(() => applyStep(held, machine('green'), null)).toThrow(/leaves it alone/);
  });

  it('re-opens its green only where the window was still open', () => {
    expect(after(machine('green', false), machine('red'))).toMatchObject({ state: 'RED_PROPOSED' });
    expect(machineMayUpdate(after(machine('green', true)))).toBe(false);
    expect(after(machine('green', true), steps.reopen)).toMatchObject({ state: 'YELLOW', inHands: true });
  });

  it('never closes anything but green', () => {
    for (const light of ['yellow', 'red'] as const) expect(after(machine(light)).state).not.toBe('CLOSED');
  });

  it('is not stopped by a note', () => {
    expect(machineMayUpdate(after(machine('yellow'), steps.note))).toBe(true);
  });
});

it('offers exactly the steps that would be taken', () => {
  const statuses = [
    newCase,
    after(machine('green')),
    after(machine('red')),
    after(machine('red'), steps.judge),
    after(machine('red'), steps.judge, [steps.countersign, 'Ben']),
  ];
  for (const status of statuses) {
    const offered = stepsFrom(status, 'Ann');
    for (const step of Object.values(steps)) {
      const isTaken = (() => {
        try {
          applyStep(status, step, 'Ann');
          return true;
        } catch {
          return false;
        }
      })();
      expect([status.state, step.kind, offered.includes(step.kind)]).toEqual([status.state, step.kind, isTaken]);
    }
  }
});

it('names every state in both languages', () => {
  for (const { title } of Object.values(caseStates)) expect(Math.min(title.de.length, title.en.length)).toBeGreaterThan(3);
});
