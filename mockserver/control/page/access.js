// Who may call a vendor in a world, and how often: credentials and quotas.

import { look } from './control.js';
import { area, button, choice, el, field, form, table } from './elements.js';

export async function showAccess(place) {
  const vendors = await look('vendors');
  const name = place.rest[0] ?? vendors[0]?.name;
  if (!name) return el('p', {}, 'No vendor is served.');
  return [
    choice('Vendor', 'vendor', vendors.map((each) => each.name), name, (chosen) => place.go('access', chosen)),
    showCredentials(place, name, (await place.calls.look('credentials', name)).sort((a, b) => (a.id < b.id ? -1 : 1))),
    await showQuotas(place, name),
  ];
}

function showCredentials(place, vendor, credentials) {
  const where = ['credentials', vendor];
  const row = (each) => [
    each.id,
    each.scheme,
    each.user,
    each.permissions === '*' ? 'everything' : el('code', {}, JSON.stringify(each.permissions)),
    [each.revoked ? 'revoked' : 'accepted', each.expires && `, until ${each.expires}`],
    button(each.revoked ? 'Accept again' : 'Revoke', () => place.change('Changed.', () => place.calls.merge([...where, each.id], { revoked: !each.revoked })), { 'aria-label': `${each.revoked ? 'Accept' : 'Revoke'} ${each.id}` }),
    button('Forget', () => place.change('Forgotten.', () => place.calls.remove(...where, each.id)), { 'aria-label': `Forget ${each.id}` }),
  ];
  const add = ({ permissions, ...given }) =>
    place.change('Added.', () => {
      const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
      return place.calls.add(where, { ...filled, permissions: permissions.trim() === '*' ? '*' : JSON.parse(permissions) });
    });
  // basic last: it alone asks for a user, too
  const schemes = [...new Set([...credentials.map((each) => each.scheme), 'bearer', 'apiKey', 'basic'])].sort((a, b) => (a === 'basic') - (b === 'basic'));
  return [
    el('h2', {}, 'Credentials'),
    table('Whom the vendor accepts in this world', ['Id', 'Scheme', 'User', 'May do', 'State', '', ''], credentials.map(row)),
    form(
      add,
      'Add a credential',
      field('Id', 'id', { required: true }),
      choice('Scheme', 'scheme', schemes),
      field('User', 'user'),
      field('Secret', 'secret', { required: true }),
      field('Expires', 'expires', { placeholder: '2030-01-01T00:00:00Z' }),
      area('Permissions: * for everything, or an object of actions to scopes', 'permissions', '*', 2),
    ),
  ];
}

async function showQuotas(place, vendor) {
  let quotas;
  try {
    quotas = await place.calls.look('quotas', vendor);
  } catch (error) {
    if (error.status !== 404) throw error;
    quotas = [];
  }
  if (!quotas.length) return [el('h2', {}, 'Quotas'), el('p', { class: 'quiet' }, 'This vendor counts no calls.')];
  const where = ['quotas', vendor];
  const row = (each) => [
    el('b', {}, each.key),
    each.name,
    `${each.used} used, ${each.remaining} left until ${each.reset}`,
    form(
      ({ limit, used }) => place.change('Set.', () => place.calls.put([...where, each.key], { limit: Number(limit), used: Number(used) })),
      'Set',
      field('Limit', 'limit', { type: 'number', min: 0, value: each.limit, 'aria-label': `Limit of ${each.key}` }),
      field('Used', 'used', { type: 'number', min: 0, value: each.used, 'aria-label': `Used of ${each.key}` }),
    ),
  ];
  return [
    el('h2', {}, 'Quotas'),
    table('How often it may be called', ['Quota', 'What it is', 'Now', 'Change'], quotas.map(row)),
    button('Back to the start', () => place.change('As at the start.', () => place.calls.remove(...where))),
  ];
}
