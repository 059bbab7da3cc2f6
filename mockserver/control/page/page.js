// The page: which view of which world is shown, what went wrong, and the token; the views know nothing of each other.

import { Refused, look, useToken, worldCalls } from './control.js';
import { el, fill } from './elements.js';
import { showAccess } from './access.js';
import { showBehaviour } from './behaviour.js';
import { showCoverage } from './coverage.js';
import { showDocuments } from './documents.js';
import { showRecords } from './records.js';
import { showRequests } from './requests.js';
import { showSend } from './send.js';
import { showVendors } from './vendors.js';
import { showWorld } from './world.js';
import { showWorlds } from './worlds.js';

const VIEWS = {
  requests: ['Requests', showRequests],
  vendors: ['Vendors', showVendors],
  send: ['Send', showSend],
  documents: ['Documents', showDocuments],
  records: ['Records', showRecords],
  access: ['Access', showAccess],
  behaviour: ['Behaviour', showBehaviour],
  world: ['World', showWorld],
  coverage: ['Coverage', showCoverage],
  worlds: ['All worlds', showWorlds],
};
const MOST_WORLDS = 300;
const SECONDS = 10; // between two looks at which worlds there are

const main = document.getElementById('main');
const message = document.getElementById('message');
const worlds = document.getElementById('world');
let leave = new AbortController();

// What a view gets to know: the world, what stands behind its name in the address, and means to act.
class Place {
  constructor(world, view, rest, signal) {
    Object.assign(this, { world, view, rest, signal, calls: worldCalls(world) });
  }

  address(view, ...rest) {
    return `#/${[this.world, view, ...rest].map(encodeURIComponent).join('/')}`;
  }

  go(view, ...rest) {
    location.hash = this.address(view, ...rest);
  }

  // Do something and say that it is done, or why it could not be.
  async act(done, action) {
    try {
      await action();
      say(done);
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }

  // Do something, and show the view as it is afterwards.
  async change(done, action) {
    const at = focusable().indexOf(document.activeElement);
    if (!(await this.act(done, action)) || this.signal.aborted) return;
    await show({ focus: false });
    const there = focusable();
    if (at >= 0) (there[Math.min(at, there.length - 1)] ?? main).focus({ preventScroll: true });
  }

  // Look again and again while somebody sees it; one look is over before the next begins.
  async every(seconds, action) {
    while (!this.signal.aborted) {
      if (!document.hidden) {
        try {
          await action();
        } catch (error) {
          if (this.signal.aborted) return;
          report(error);
          if (error.status === 401) return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

// What the keyboard reaches in a view, in order: whoever acts goes on from where they were.
function focusable() {
  return [...main.querySelectorAll('a, button, input, select, textarea, summary')];
}

function say(text) {
  message.className = '';
  message.textContent = text;
}

function report(error) {
  message.className = 'refused';
  message.textContent = error.message;
  if (!(error instanceof Refused)) console.error(error);
  if (error.status === 401) askForToken();
}

function askForToken() {
  const dialog = document.getElementById('token');
  if (!dialog.open) dialog.showModal();
}

document.getElementById('token').addEventListener('close', async () => {
  const typed = document.getElementById('token-text');
  useToken(typed.value);
  typed.value = '';
  document.getElementById('token-refused').textContent = 'The last one was refused.';
  say('');
  await start();
});

function here() {
  const parts = location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decoded);
  const [world = 'default', view = 'requests', ...rest] = parts;
  return { world, view: Object.hasOwn(VIEWS, view) ? view : 'requests', rest };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// Show the view that the address names.
async function show({ focus = true } = {}) {
  leave.abort();
  leave = new AbortController();
  const { world, view, rest } = here();
  const place = new Place(world, view, rest, leave.signal);
  const [title, showView] = VIEWS[view];
  document.title = `${title} · ${world} · mockserver`;
  const links = Object.entries(VIEWS).map(([name, [text]]) =>
    el('a', { href: place.address(name), 'aria-current': name === view && 'page' }, text),
  );
  fill(document.getElementById('views'), links);
  try {
    const made = await showView(place);
    if (place.signal.aborted) return;
    fill(main, el('h1', {}, title), made);
    main.dataset.shown = location.hash;
    if (focus) main.focus({ preventScroll: true });
  } catch (error) {
    if (place.signal.aborted) return;
    fill(main, el('h1', {}, title), el('p', {}, 'There is nothing to show.'));
    report(error);
  }
  place.every(SECONDS, () => listWorlds(place));
}

// The worlds to choose from, those that were used last; not while somebody is choosing.
async function listWorlds({ world, signal }) {
  const found = await look('worlds');
  if (signal.aborted || (document.activeElement === worlds && worlds.options.length)) return;
  const latest = found.sort((a, b) => b.touched.localeCompare(a.touched)).slice(0, MOST_WORLDS);
  const names = [...new Set([world, ...latest.map((each) => each.name).sort()])];
  fill(worlds, names.map((name) => el('option', { value: name, selected: name === world }, name)));
}

worlds.addEventListener('change', () => {
  const { view, rest } = here();
  location.hash = `#/${[worlds.value, view, ...rest].map(encodeURIComponent).join('/')}`;
});

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address names the view
  main.focus();
});

async function start() {
  try {
    const { version } = await look('version');
    document.querySelector('header .name').title = `version ${version}`;
    await show({ focus: false });
  } catch (error) {
    report(error);
  }
}

addEventListener('hashchange', () => {
  say('');
  show();
});
await start();
