// The worlds there are: to choose one, to make one, and to let one go.

import { call, look } from './control.js';
import { button, choice, el, field, form, many, table } from './elements.js';

const AT_ONCE = 300;

export async function showWorlds(place) {
  const [worlds, vendors] = await Promise.all([look('worlds'), look('vendors')]);
  const details = await Promise.all(vendors.map((each) => look('vendors', each.name)));
  const fixtures = [...new Set(details.flatMap((each) => each.fixtures))].sort();
  const latest = worlds.sort((a, b) => b.touched.localeCompare(a.touched)).slice(0, AT_ONCE);
  const row = (each) => [
    el('a', { href: `#/${encodeURIComponent(each.name)}/requests` }, each.name),
    each.requests,
    each.fixture ?? 'start of the server',
    `${each.clock.now}${each.clock.mode === 'frozen' ? ', stands' : ''}`,
    each.touched,
    each.name !== 'default' && button('Delete', () => place.change('Deleted.', () => call('DELETE', ['worlds', each.name])), { 'aria-label': `Delete ${each.name}` }),
  ];
  const make = ({ seed, ...given }) =>
    place.change('Made.', () => {
      const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
      return call('POST', ['worlds'], { ...filled, ...(seed === '' ? {} : { seed: Number(seed) }) });
    });
  return [
    el('p', { class: 'quiet' }, `${many(worlds.length, 'world')}${worlds.length > AT_ONCE ? `; the ${AT_ONCE} that were used last are shown` : ''}.`),
    table('Worlds', ['World', 'Requests', 'Made from', 'Clock', 'Used last', ''], latest.map(row)),
    el('h2', {}, 'Make a world'),
    form(
      make,
      'Make it',
      field('Name (or one is chosen)', 'name', { maxlength: 64 }),
      choice('Fixture', 'fixture', [['', 'as the server starts'], ...fixtures]),
      field('Clock stands at', 'clock', { placeholder: '2030-01-01T00:00:00Z' }),
      field('Seed', 'seed', { type: 'number', min: 0 }),
    ),
  ];
}
