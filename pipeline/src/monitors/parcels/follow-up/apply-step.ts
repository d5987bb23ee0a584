import { LandsichtError } from '@landsicht/core';
import type { Light } from '../conditions/conclusion.js';
import type { CaseState, CaseStatus, CaseStep, MachineStep, PersonStep, StepKind } from './case-step.js';

const undecided: readonly CaseState[] = [
  'YELLOW',
  'RED_PROPOSED',
  'NOTIFIED',
  'FARMER_CORRECTED',
  'PHOTO_REQUESTED',
  'PHOTO_OK',
  'PHOTO_REJECTED',
];

/** From where each step of a person may be taken. */
const allowedFrom: Readonly<Record<PersonStep['kind'], readonly CaseState[]>> = {
  notify: ['YELLOW', 'RED_PROPOSED'],
  'farmer-corrected': ['NOTIFIED', 'PHOTO_REQUESTED', 'PHOTO_REJECTED'],
  'request-photo': ['YELLOW', 'RED_PROPOSED', 'NOTIFIED', 'PHOTO_REJECTED'],
  'accept-photo': ['PHOTO_REQUESTED'],
  'reject-photo': ['PHOTO_REQUESTED'],
  judge: [...undecided, 'FIELD_VISIT'],
  countersign: ['EXPERT_JUDGED', 'FIELD_VISIT'],
  'field-visit': [...undecided, 'EXPERT_JUDGED'],
  reopen: ['AUTO_GREEN', 'EXPERT_JUDGED', 'FIELD_VISIT', 'CLOSED'],
  close: ['EXPERT_JUDGED', 'FIELD_VISIT'],
  note: [...undecided, 'OPEN', 'AUTO_GREEN', 'EXPERT_JUDGED', 'FIELD_VISIT', 'CLOSED'],
};

const machineStates: Readonly<Record<Light, CaseState>> = { green: 'AUTO_GREEN', yellow: 'YELLOW', red: 'RED_PROPOSED' };

/**
 * Whether a conclusion of the machine changes the case: until a person takes it up. Its own green stands once it was final; before that, a duty
 * not to act may still be broken, and the case re-opens.
 */
export function machineMayUpdate({ state, isFinal, inHands }: CaseStatus): boolean {
  return !inHands && (state !== 'AUTO_GREEN' || !isFinal);
}

/** What a person may do now, for the buttons of the desk. `person` null: not known yet. */
export function stepsFrom(status: CaseStatus, person: string | null): Exclude<StepKind, 'machine'>[] {
  return (Object.keys(allowedFrom) as PersonStep['kind'][]).filter((kind) => refusal(status, kind, person) == null);
}

/** The case after a step of the machine (`actor` null) or of a person; `bad-argument` with the reason where it is not allowed. */
export function applyStep(status: CaseStatus, step: CaseStep, actor: string | null): CaseStatus {
  if (step.kind === 'machine') return applyMachine(status, step, actor);
  if (actor == null)
    throw new LandsichtError(
      'bad-argument',
      `step "${step.kind}": only people may do this. The machine concludes, and closes nothing but green`,
    );
  const reason = refusal(status, step.kind, actor);
  if (reason != null) throw new LandsichtError('bad-argument', reason);
  const held = { ...status, inHands: true };
  switch (step.kind) {
    case 'notify':
      return { ...held, state: 'NOTIFIED' };
    case 'farmer-corrected':
      return { ...held, state: 'FARMER_CORRECTED' };
    case 'request-photo':
      return { ...held, state: 'PHOTO_REQUESTED' };
    case 'accept-photo':
      return { ...held, state: 'PHOTO_OK' };
    case 'reject-photo':
      return { ...held, state: 'PHOTO_REJECTED' };
    case 'judge':
      return { ...held, state: 'EXPERT_JUDGED', light: step.light, awaitsSecond: step.light === 'red' ? actor : null };
    case 'field-visit':
      return { ...held, state: 'FIELD_VISIT', light: step.light, awaitsSecond: step.light === 'red' ? actor : null };
    case 'countersign':
      return { ...held, awaitsSecond: null };
    case 'close':
      return { ...held, state: 'CLOSED' };
    case 'reopen':
      return { ...held, state: 'YELLOW', light: 'yellow', awaitsSecond: null };
    case 'note':
      return status;
  }
}

function applyMachine(status: CaseStatus, { light, isFinal }: MachineStep, actor: string | null): CaseStatus {
  if (actor != null) throw new LandsichtError('bad-argument', 'step "machine": people cannot speak for the machine');
  if (!machineMayUpdate(status))
    throw new LandsichtError(
      'bad-argument',
      `step "machine": the case is ${status.state} and in people's hands or final; the machine leaves it alone`,
    );
  return { ...status, state: machineStates[light], light, isFinal };
}

/** null where the step is allowed. */
function refusal({ state, light, awaitsSecond }: CaseStatus, kind: PersonStep['kind'], actor: string | null): string | null {
  const from = allowedFrom[kind];
  if (!from.includes(state)) return `step "${kind}": not allowed from ${state}; it is from ${from.join(', ')}`;
  if (kind === 'countersign') {
    if (awaitsSecond == null) return 'step "countersign": no red decision waits for a second person';
    if (actor != null && isSamePerson(actor, awaitsSecond)) return 'step "countersign": red needs a second, different person';
  }
  if (kind === 'close' && awaitsSecond != null) return 'step "close": red needs a second person to countersign first';
  if (kind === 'close' && light === 'yellow') return 'step "close": nothing is decided yet; judge it green or red first';
  return null;
}

/** Case, spaces and accents of composition do not make another person. */
function isSamePerson(a: string, b: string): boolean {
  const plain = (name: string) => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('de');
  return plain(a) === plain(b);
}
