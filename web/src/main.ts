import '@fontsource/source-sans-3/400.css';
import '@fontsource/source-sans-3/600.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/list.css';
import './styles/day-bar.css';
import './styles/detail.css';
import './styles/events.css';
import './styles/layers.css';
import './styles/swipe.css';
import './styles/place.css';
import './styles/chart.css';
import './styles/keys.css';
import { startDesk } from './desk.js';
import { element } from './element.js';
import { say } from './language.js';
import { readViewState } from './view-state.js';

const root = document.querySelector<HTMLElement>('#app');
if (root != null) {
  startDesk(root).catch((error: unknown) => {
    const { language } = readViewState(location.search);
    root.replaceChildren(
      element(
        'p',
        { class: 'notice', role: 'alert' },
        say(language, 'failed'),
        ' ',
        error instanceof Error ? error.message : String(error),
      ),
    );
  });
}
