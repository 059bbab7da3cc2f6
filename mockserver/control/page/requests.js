// Requests as they come: what came in, what went out, and why; also those that nobody was there for.

import { look } from './control.js';
import { choice, el, field, fill, mark, pairs, readable, status, text } from './elements.js';

const AT_ONCE = 50; // requests that are fetched by one look
const KEPT = 200; // rows that the page keeps
const OVERLAP = 10; // more than are known of, since some come in meanwhile
const SECONDS = 1;

export async function showRequests(place) {
  const seen = { total: 0, last: null };
  const list = el('div', { class: 'requests', role: 'feed', 'aria-label': 'Requests, the latest first' });
  const count = el('p', { class: 'quiet' });
  const nobody = el('div');
  const vendors = (await look('vendors')).map((each) => each.name);
  const wanted = { vendor: '', verdict: '', words: '' };
  const filter = () => {
    for (const row of list.children) row.hidden = !row.wanted?.(wanted);
  };
  const set = (name) => (value) => {
    wanted[name] = value;
    filter();
  };
  const look_ = async () => {
    await follow(place, list, count, seen);
    filter();
    fill(nobody, unmatched(await look('requests')));
  };
  place.every(SECONDS, look_);
  return [
    el(
      'div',
      { class: 'row' },
      choice('Vendor', 'vendor', [['', 'all'], ...vendors], '', set('vendor')),
      choice('Verdict', 'verdict', [['', 'all'], ['answered', 'answered'], ['refused', 'refused']], '', set('verdict')),
      field('Words in it', 'words', { type: 'search', oninput: (event) => set('words')(event.target.value.toLowerCase()) }),
      el('button', { type: 'button', onclick: () => clear(place) }, 'Forget them all'),
    ),
    count,
    list,
    nobody,
  ];
}

function clear(place) {
  return place.change('Forgotten.', () => place.calls.remove('requests'));
}

// Fetch what has come since the last look, at most so many, and put it on top.
async function follow(place, list, count, seen) {
  const { total, kept } = await place.calls.look('requests', 'count');
  if (total < seen.total) {
    seen.total = 0;
    list.replaceChildren();
  }
  if (total > seen.total) {
    const limit = seen.total ? Math.min(total - seen.total + OVERLAP, AT_ONCE) : KEPT;
    const found = await place.calls.search(['requests'], { limit });
    const fresh = found.slice(found.findLastIndex((each) => each.id === seen.last) + 1);
    const missed = seen.total ? total - seen.total - fresh.length : 0;
    if (missed > 0) list.prepend(el('p', { class: 'quiet' }, `… ${missed} more came in between`));
    list.prepend(...fresh.reverse().map((each) => row(place, each)));
    while (list.children.length > KEPT) list.lastElementChild.remove();
    seen.last = found.at(-1)?.id ?? null; // fresh is another list: reversing it leaves found alone
  }
  seen.total = total;
  const nothing = 'Nothing has come in yet. Send something from here, or call the server from your program.';
  count.textContent = total ? `${total} came in, ${kept} are kept, the latest are shown here.` : nothing;
}

function row(place, request) {
  const refused = request.status >= 400 || request.status === 0;
  const made = el(
    'details',
    { class: refused ? 'request refused' : 'request' },
    el(
      'summary',
      {},
      el('time', {}, request.at.slice(11, 23)),
      status(request.status),
      el('b', {}, request.method),
      el('code', {}, `/${request.vendor}${request.path}${request.query ? `?${request.query}` : ''}`),
      request.label && mark(request.label),
      why(request).map((each) => el('span', { class: 'reason' }, each)),
    ),
  );
  made.addEventListener('toggle', () => made.open && made.children.length === 1 && made.append(details(place, request)));
  const words = `${request.method} ${request.path} ${request.query} ${request.operation} ${request.reason} ${request.status}`.toLowerCase();
  made.wanted = ({ vendor, verdict, words: asked }) =>
    (!vendor || vendor === request.vendor) && (!verdict || (verdict === 'refused') === refused) && words.includes(asked);
  return made;
}

// Why it was refused: the kind of problem, and the first places where something was wrong.
function why({ reason, violations }) {
  return [reason, ...violations.slice(0, 3).map((each) => `${each.pointer || 'body'} ${each.what}`)].filter(Boolean);
}

function details(place, request) {
  const { vendor, operation } = request;
  const wrong = request.violations.map((each) => el('li', {}, el('code', {}, each.pointer || 'body'), ` ${each.what}`));
  return el(
    'div',
    {},
    pairs([
      ['Id', request.id],
      ['Operation', operation ? el('a', { href: place.address('vendors', vendor, operation) }, operation) : 'none'],
      ['Credential', request.credential ?? 'none'],
      ['Label', request.label ?? 'none: the tool itself answered'],
      ['Cited', request.cited.join(', ') || 'nothing'],
      ['Took', `${(request.seconds * 1000).toFixed(1)} ms`],
    ]),
    wrong.length > 0 && [el('h3', {}, 'What was wrong with it'), el('ul', {}, wrong)],
    message('Request', request.headers, request.body),
    message('Answer', request.answerHeaders, request.answer),
  );
}

function message(title, headers, body) {
  return [
    el('h3', {}, title),
    pairs(headers.map((each) => [each.name, each.value])),
    body === null ? el('p', { class: 'quiet' }, 'The body is no text.') : body && text(readable(body)),
  ];
}

function unmatched(found) {
  if (!found.length) return null;
  const rows = found.reverse().slice(0, AT_ONCE).map((each) =>
    el(
      'li',
      {},
      status(each.status),
      ` ${each.method} `,
      el('code', {}, each.vendor ? `/${each.vendor}${each.path}` : each.path),
      ` ${each.reason}`,
      each.nearest && [' – meant ', el('code', {}, each.nearest), '?'],
    ),
  );
  return [el('h2', {}, 'Nobody was there for these, in any world'), el('ul', { class: 'plain' }, rows)];
}
