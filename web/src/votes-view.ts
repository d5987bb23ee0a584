import { loadExplanation, type PlaceExplanation, type UnitView } from './api-client.js';
import { element } from './element.js';
import { failureText } from './failure-text.js';
import { formatTime } from './format.js';
import { type Language, say } from './language.js';
import { votesTable } from './panels/votes-table.js';
import type { Place, ViewState } from './view-state.js';

/** Stepping through places and acquisitions starts nothing. */
const START_AFTER_MS = 400;

type Reading =
  | { readonly state: 'running' }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'there'; readonly explanation: PlaceExplanation };

/** The votes behind one place. It outlives redraws of the page, because the server computes for seconds; another place ends it. */
export class VotesView {
  private readonly box = element('section', { class: 'votes', id: 'votes', 'aria-live': 'polite' });
  private asked: { readonly unit: UnitView; readonly place: Place } | null = null;
  private language: Language = 'de';
  private known: string | null = null;
  private reading: Reading = { state: 'stopped' };
  private ending = new AbortController();

  /** The section for this place, the same node as long as the place is. */
  show(unit: UnitView, place: Place, { language, known }: Pick<ViewState, 'language' | 'known'>): HTMLElement {
    const same = this.asked?.unit.key === unit.key && this.asked.place[0] === place[0] && this.asked.place[1] === place[1];
    const isTold = language === this.language && known === this.known;
    this.language = language;
    this.known = known;
    this.asked = { unit, place };
    if (!same) this.start(START_AFTER_MS);
    else if (!isTold) this.draw();
    return this.box;
  }

  /** Nobody looks any more. */
  end(): void {
    this.ending.abort();
    this.asked = null;
  }

  private start(delayMs: number): void {
    this.ending.abort();
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.become({ state: 'running' });
    setTimeout(() => void this.read(signal), delayMs);
  }

  private async read(signal: AbortSignal): Promise<void> {
    const { asked } = this;
    if (signal.aborted || asked == null) return;
    try {
      const explanation = await loadExplanation(asked.unit, asked.place, signal);
      if (!signal.aborted) this.become({ state: 'there', explanation });
    } catch (error) {
      if (!signal.aborted) this.become({ state: 'failed', error });
    }
  }

  private become(reading: Reading): void {
    this.reading = reading;
    this.draw();
  }

  private draw(): void {
    const { language, asked, reading } = this;
    const had = this.box.contains(document.activeElement);
    this.box.setAttribute('aria-busy', String(reading.state === 'running'));
    const observed = asked == null ? '' : say(language, 'votesOf', { time: formatTime(new Date(asked.unit.observedUtc), language) });
    this.box.replaceChildren(
      element('h3', { tabindex: -1 }, say(language, 'votes')),
      element('p', { class: 'muted' }, observed),
      ...this.content(),
    );
    if (had) this.box.querySelector<HTMLElement>('button, h3')?.focus({ preventScroll: true });
  }

  private content(): HTMLElement[] {
    const { language, reading } = this;
    const button = (text: string, onclick: () => void) => element('button', { type: 'button', onclick }, text);
    switch (reading.state) {
      case 'running':
        return [
          element('p', { class: 'running' }, say(language, 'votesRunning')),
          button(say(language, 'votesStop'), () => {
            this.ending.abort();
            this.become({ state: 'stopped' });
          }),
        ];
      case 'stopped':
        return [button(say(language, 'votesStart'), () => this.start(0))];
      case 'failed':
        return [
          element('p', { class: 'failure' }, say(language, 'votesFailed', { reason: failureText(reading.error, language) })),
          button(say(language, 'votesAgain'), () => this.start(0)),
        ];
      case 'there':
        return votesTable(reading.explanation, language, this.known);
    }
  }
}
