// What is served, and who says so: vendors, their operations, and the statements behind each operation and field.

import { call, look } from './control.js';
import { el, link, mark, pairs, prose, table } from './elements.js';

const explain = (vendor, query) => call('GET', ['vendors', vendor, 'explanation'], undefined, query);

export async function showVendors(place) {
  const [vendor, operation, field] = place.rest;
  if (field) return showField(place, await explain(vendor, { operation, field }), vendor);
  if (operation) return showOperation(place, await explain(vendor, { operation }), vendor);
  if (vendor) return showVendor(place, await look('vendors', vendor), await explain(vendor, {}));
  const all = await look('vendors');
  return el(
    'ul',
    { class: 'plain' },
    all.map((each) =>
      el(
        'li',
        {},
        el('h2', {}, el('a', { href: place.address('vendors', each.name) }, each.title)),
        el('p', {}, `${each.operations} operations below `, el('code', {}, `/w/${place.world}${each.path}`)),
      ),
    ),
  );
}

function way(place, ...names) {
  const steps = [['All vendors'], ...names.map((_, index) => [names[index], ...names.slice(0, index + 1)])];
  return el('p', { class: 'way' }, steps.map(([name, ...rest], index) => [index > 0 && ' › ', el('a', { href: place.address('vendors', ...rest) }, name)]));
}

function showVendor(place, vendor, explained) {
  const operations = vendor.operations.map((each) => [
    el('a', { href: place.address('vendors', vendor.name, each.id) }, each.id),
    el('code', {}, `${each.method} ${each.path}`),
    each.summary,
    each.statuses.join(' '),
    mark(each.label),
  ]);
  const pages = explained.pages.map((each) => [link(each.address, each.title), mark(each.label), each.statements]);
  const credentials = vendor.credentials.map((each) => [each.id, each.scheme, each.user, el('code', {}, each.secret)]);
  return [
    way(place, vendor.name),
    el('h2', {}, vendor.title),
    el('p', {}, prose(vendor.about)),
    el(
      'p',
      { class: 'row' },
      el('a', { href: place.address('documents', vendor.name) }, 'Its document'),
      el('a', { href: place.address('send', vendor.name) }, 'Send it a request'),
      el('a', { href: place.address('records', vendor.name) }, 'Its records'),
      el('a', { href: place.address('behaviour', vendor.name) }, 'Its readings and profiles'),
    ),
    table('Operations', ['Operation', 'Request', 'What it does', 'Statuses', 'Who says so'], operations),
    table('Pages that state what it does', ['Page', 'Label', 'Statements'], pages),
    credentials.length > 0 && table('Credentials that are printed for it', ['Id', 'Scheme', 'User', 'Secret'], credentials),
  ];
}

function stated(sources) {
  if (!sources?.length) return el('p', { class: 'quiet' }, 'No page states it.');
  return el(
    'ul',
    { class: 'statements' },
    sources.map((each) => el('li', {}, mark(each.label), ` ${each.page} › ${each.section}`, each.states && el('span', {}, prose(each.states)))),
  );
}

function showOperation(place, explained, vendor) {
  const { operation } = explained;
  const fields = (title, found, member) =>
    found.length > 0 &&
    table(
      title,
      ['Name', 'Who says so'],
      found.map((each) => [el('a', { href: place.address('vendors', vendor, operation, each[member]) }, each[member]), mark(each.label)]),
    );
  return [
    way(place, vendor, operation),
    el('h2', {}, operation, ' ', mark(explained.label)),
    el('p', {}, el('code', {}, explained.request), ` ${explained.summary ?? ''}`),
    explained.description && el('p', { class: 'prose' }, prose(explained.description)),
    el('p', {}, el('a', { href: place.address('send', vendor, operation) }, 'Send one')),
    stated(explained.stated),
    fields('Parameters', explained.parameters, 'parameter'),
    fields('Members of the body', explained.body, 'field'),
    el('h3', {}, 'Statuses'),
    explained.statuses.map((each) =>
      el(
        'details',
        {},
        el('summary', {}, el('b', {}, each.status), ' ', prose(each.description), ' ', mark(each.label)),
        stated(each.stated),
      ),
    ),
    explained.beside?.length > 0 && [el('h3', {}, 'What else is stated in the same sections'), behaviours(explained.beside)],
    readings(explained.readings),
  ];
}

function behaviours(found) {
  return el('ul', { class: 'statements' }, found.map((each) => el('li', {}, mark(each.label), ` ${each.behaviour} `, el('span', {}, prose(each.states)))));
}

function showField(place, explained, vendor) {
  return [
    way(place, vendor, explained.operation, explained.field),
    el('h2', {}, explained.field),
    explained.uses.map((use) => [
      el('h3', {}, use.in, ' ', mark(use.label)),
      pairs([['Where', use.pointer], ['Type', use.type ?? ''], ['What it is', prose(use.description)]]),
      stated(use.stated),
      use.facets.map((each) =>
        el('details', {}, el('summary', {}, `${each.facet}: ${JSON.stringify(each.value)} `, mark(each.label)), stated(each.stated)),
      ),
    ]),
    readings(explained.readings),
  ];
}

function readings(found) {
  if (!found?.length) return null;
  return [
    el('h3', {}, 'Where the sources differ'),
    found.map((each) =>
      el(
        'details',
        {},
        el('summary', {}, el('b', {}, each.reading), ' ', prose(each.about), ' ', mark(each.label)),
        pairs([[`${each.default} (default)`, ''], ...Object.entries(each.alternatives)]),
        !each.built && el('p', { class: 'quiet' }, 'The alternatives are recorded, not built.'),
      ),
    ),
  ];
}
