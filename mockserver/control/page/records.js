// A vendor's records in a world: to look at, change, add and take away; what does not fit the document is refused with the place.

import { look } from './control.js';
import { area, button, choice, el, field, form, many } from './elements.js';

const AT_ONCE = 100;

export async function showRecords(place) {
  const vendors = await look('vendors');
  if (!vendors.length) return el('p', {}, 'No vendor is served.');
  const name = place.rest[0] ?? vendors[0].name;
  const vendor = await look('vendors', name);
  const state = await place.calls.look('state', name);
  const names = Object.keys(state.collections);
  const collection = place.rest[1] ?? names[0];
  const kind = vendor.collections.find((each) => each.name === collection) ?? { key: 'id' };
  const records = collection ? await place.calls.look('state', name, collection) : [];
  const whole = ['state', name, collection];
  return [
    el(
      'div',
      { class: 'row' },
      choice('Vendor', 'vendor', vendors.map((each) => each.name), name, (chosen) => place.go('records', chosen)),
      choice('Collection', 'collection', names, collection, (chosen) => place.go('records', name, chosen)),
      collection && button('Back to the start', () => place.change('As at the start.', () => place.calls.remove(...whole))),
    ),
    collection && el('p', { class: 'quiet' }, `${many(records.length, 'record')}, known by ${kind.key}${records.length > AT_ONCE ? `; the first ${AT_ONCE} are shown` : ''}.`),
    records.slice(0, AT_ONCE).map((record) => row(place, whole, record, String(record[kind.key]))),
    collection && adding(place, whole),
  ];
}

function row(place, whole, record, key) {
  const made = el(
    'details',
    { class: 'record' },
    el('summary', {}, el('b', {}, key), ' ', el('code', {}, JSON.stringify(record).slice(0, 300))),
  );
  made.addEventListener('toggle', () => made.open && made.children.length === 1 && made.append(editor(place, whole, record, key)));
  return made;
}

function editor(place, whole, record, key) {
  const save = ({ json }) =>
    place.change('Changed.', () => place.calls.merge(whole, { [key]: difference(record, JSON.parse(json)) }));
  const remove = () => place.change('Taken away.', () => place.calls.merge(whole, { [key]: null }));
  const json = JSON.stringify(record, null, 2);
  return el(
    'div',
    {},
    form(save, 'Change it', area(`The record ${key} as JSON`, 'json', json, Math.min(30, json.split('\n').length + 1))),
    button('Take it away', remove),
  );
}

// The merge patch (RFC 7396) that makes one value of another; what has not changed is not in it.
export function difference(before, after) {
  if (!isObject(before) || !isObject(after)) return after;
  const patch = {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(before[name]) !== JSON.stringify(value)) {
      patch[name] = isObject(value) && Object.hasOwn(before, name) ? difference(before[name], value) : value;
    }
  }
  return patch;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function adding(place, whole) {
  const add = ({ count, members }) =>
    place.change('Added.', () => place.calls.add(whole, { count: Number(count), members: JSON.parse(members || '{}') }));
  return [
    el('h2', {}, 'Add records'),
    el('p', { class: 'quiet' }, 'What is not given is made up so that it fits the document.'),
    form(add, 'Add', field('How many', 'count', { type: 'number', min: 1, value: 1 }), area('Members that they all have, as JSON', 'members', '{}', 4)),
  ];
}
