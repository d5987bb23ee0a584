const NAME = 'landsicht.single-keys';

/** Whether keys of one letter act; the reader's choice on this machine (WCAG 2.1.4). */
export function singleKeysAreOn(): boolean {
  return localStorage.getItem(NAME) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(NAME);
  else localStorage.setItem(NAME, 'off');
}
