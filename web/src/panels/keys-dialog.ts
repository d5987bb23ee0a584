import { element } from '../element.js';
import { type Language, say } from '../language.js';
import { setSingleKeys, singleKeysAreOn } from '../single-keys.js';

/** All keys, and a way to switch those of one letter off (WCAG 2.1.4). */
export function openKeysDialog(language: Language): void {
  if (document.querySelector('dialog[open]') != null) return;
  const [home, end] = language === 'de' ? ['Pos1', 'Ende'] : ['Home', 'End'];
  const keys: readonly [string, string][] = [
    [`↑ ↓ ${home} ${end}`, say(language, 'keyList')],
    ['Enter', say(language, 'keyEnter')],
    ['← →', say(language, 'keyDates')],
    ['P', say(language, 'play').replace(' (P)', '')],
    ['S', say(language, 'compareTitle').replace(' (S)', '')],
    [`← → ${home} ${end}`, say(language, 'keyDivider')],
    ['← ↑ → ↓ + −', say(language, 'keyMap')],
    ['/', say(language, 'searchTitle').replace(' (/)', '')],
    ['Esc', say(language, 'keyEscape')],
    ['?', say(language, 'keysTitle')],
  ];
  const title = element('h2', { id: 'keys-title' }, say(language, 'keysTitle'));
  const dialog = element(
    'dialog',
    { class: 'keys', 'aria-labelledby': 'keys-title' },
    title,
    element('dl', {}, ...keys.flatMap(([key, meaning]) => [element('dt', {}, element('kbd', {}, key)), element('dd', {}, meaning)])),
    element(
      'label',
      { class: 'check' },
      element('input', {
        type: 'checkbox',
        checked: singleKeysAreOn(),
        onchange: (event: Event) => setSingleKeys((event.target as HTMLInputElement).checked),
      }),
      element('span', {}, say(language, 'keysSingle')),
    ),
    element('button', { type: 'button', onclick: () => dialog.close() }, say(language, 'close')),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
