// How a vendor behaves in a world where the sources leave a choice: its profile, its readings and its switches.

import { look } from './control.js';
import { area, button, choice, el, form, mark, pairs } from './elements.js';

export async function showBehaviour(place) {
  const vendors = await look('vendors');
  const name = place.rest[0] ?? vendors[0]?.name;
  if (!name) return el('p', {}, 'No vendor is served.');
  const [vendor, chosen, switches] = await Promise.all([
    look('vendors', name),
    place.calls.look('readings', name),
    place.calls.look('switches', name),
  ]);
  return [
    choice('Vendor', 'vendor', vendors.map((each) => each.name), name, (other) => place.go('behaviour', other)),
    showProfile(place, vendor, chosen),
    showReadings(place, vendor, chosen.readings),
    showSwitches(place, name, switches),
  ];
}

function showProfile(place, vendor, { profile }) {
  if (!vendor.profiles.length) return null;
  const choose = (name) => place.change('Chosen.', () => place.calls.put(['profiles', vendor.name], { profile: name || null }));
  return [
    el('h2', {}, 'Profile'),
    choice('It behaves as', 'profile', [['', 'no profile'], ...vendor.profiles.map((each) => each.name)], profile ?? '', choose),
    pairs(vendor.profiles.map((each) => [each.name, each.about])),
  ];
}

function showReadings(place, vendor, chosen) {
  const { calls } = place;
  const choose = (id) => (value) => place.change('Chosen.', () => calls.merge(['readings', vendor.name], { [id]: value }));
  const one = (each) => {
    const now = chosen[each.id];
    const others = Object.entries(each.alternatives).map(([value, what]) => [value, what]);
    return el(
      'section',
      { class: 'reading' },
      el('h3', {}, each.id, ' ', mark(each.label)),
      el('p', {}, each.about),
      now && each.built
        ? choice('It holds', each.id, now.values, now.value, choose(each.id))
        : el('p', { class: 'quiet' }, `${each.default}; the alternatives are recorded, not built.`),
      pairs(others),
    );
  };
  const [built, recorded] = [true, false].map((wanted) => vendor.readings.filter((each) => each.built === wanted));
  return [
    el('h2', {}, 'Readings'),
    built.length ? built.map(one) : el('p', { class: 'quiet' }, 'None can be chosen.'),
    button('Back to the start', () => place.change('As at the start.', () => calls.remove('readings', vendor.name))),
    recorded.length > 0 && el('details', {}, el('summary', {}, `${recorded.length} more that are recorded only`), recorded.map(one)),
  ];
}

function showSwitches(place, vendor, switches) {
  if (!Object.keys(switches).length) return null;
  const set = ({ json }) => place.change('Set.', () => place.calls.merge(['switches', vendor], JSON.parse(json)));
  return [
    el('h2', {}, 'Switches'),
    form(set, 'Set them', area('As JSON; null is the usual value', 'json', JSON.stringify(switches, null, 2), 8)),
    button('Back to the start', () => place.change('As at the start.', () => place.calls.remove('switches', vendor))),
  ];
}
