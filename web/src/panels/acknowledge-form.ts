import { element } from '../element.js';
import { failureText } from '../failure-text.js';
import { type Language, say } from '../language.js';

export interface AcknowledgeFormProps {
  readonly language: Language;
  readonly alertId: string;
  readonly version: number;
  onAcknowledge(person: string, note: string): Promise<void>;
}

/** Who sits here has the same name next time. */
const PERSON_KEY = 'landsicht-person';
/** What is being written survives a redraw: a new result may come in meanwhile. */
const drafts = new Map<string, string>();

export function acknowledgeForm({ language, alertId, version, onAcknowledge }: AcknowledgeFormProps): HTMLElement {
  const draft = `${alertId} ${version}`;
  const person = element('input', {
    ...{ type: 'text', id: 'person', maxlength: 100, required: true, autocomplete: 'name' },
    value: drafts.get(PERSON_KEY) ?? localStorage.getItem(PERSON_KEY) ?? '',
    oninput: () => void drafts.set(PERSON_KEY, person.value),
  });
  const note = element('textarea', { id: 'note', maxlength: 2_000, rows: 2, oninput: () => void drafts.set(draft, note.value) });
  note.value = drafts.get(draft) ?? '';
  const failure = element('p', { class: 'failure', role: 'alert' });
  const button = element('button', { type: 'submit', id: 'acknowledge' }, say(language, 'acknowledge'));
  const submit = async (): Promise<void> => {
    if (person.value.trim() === '') {
      failure.textContent = say(language, 'personMissing');
      person.focus();
      return;
    }
    localStorage.setItem(PERSON_KEY, person.value.trim());
    if (button.ariaDisabled === 'true') return;
    button.ariaDisabled = 'true'; // not `disabled`: the focus would be lost
    try {
      await onAcknowledge(person.value.trim(), note.value.trim());
      drafts.delete(draft);
    } catch (error) {
      failure.textContent = say(language, 'acknowledgeFailed', { reason: failureText(error, language) });
    } finally {
      button.ariaDisabled = null;
    }
  };
  const form = element(
    'form',
    { class: 'acknowledge', novalidate: true },
    element('label', {}, element('span', {}, say(language, 'person')), person),
    element('label', {}, element('span', {}, say(language, 'note')), note),
    element('p', { class: 'muted' }, say(language, 'acknowledgeHint')),
    failure,
    button,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  return form;
}
