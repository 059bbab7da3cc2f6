// Which documented answers a world has met: every operation with every status of its document, and how often.

import { look } from './control.js';
import { button, el, table } from './elements.js';

export async function showCoverage(place) {
  const [vendors, met] = await Promise.all([look('vendors'), place.calls.look('coverage')]);
  const details = await Promise.all(vendors.map((each) => look('vendors', each.name)));
  return [
    el('p', { class: 'quiet' }, 'Since the world was made; a reset takes nothing of it away.'),
    button('Look again', () => place.change('', async () => {})),
    details.map((vendor) => showVendor(place, vendor, met.filter((each) => each.vendor === vendor.name))),
  ];
}

function showVendor(place, vendor, met) {
  const counts = new Map(met.map((each) => [`${each.operation} ${each.status}`, each.count]));
  const statuses = vendor.operations.flatMap((each) => each.statuses.map((status) => `${each.id} ${status}`));
  const reached = statuses.filter((each) => counts.has(each)).length;
  const undocumented = met.filter((each) => !statuses.includes(`${each.operation} ${each.status}`));
  const rows = vendor.operations.map((each) => [
    el('a', { href: place.address('vendors', vendor.name, each.id) }, each.id),
    each.statuses.map((status) => {
      const count = counts.get(`${each.id} ${status}`) ?? 0;
      return el('span', { class: count ? 'met' : 'unmet' }, `${status} ${count ? `× ${count}` : 'never'}`);
    }),
  ]);
  return [
    el('h2', {}, vendor.title),
    el('progress', { max: Math.max(1, statuses.length), value: reached, 'aria-label': `Coverage of ${vendor.name}` }),
    ` ${reached} of ${statuses.length} documented answers met`,
    undocumented.length > 0 && el('p', { class: 'quiet' }, `Beside them: ${undocumented.map((each) => `${each.operation || 'no operation'} ${each.status} × ${each.count}`).join(', ')}`),
    table('Answers', ['Operation', 'Statuses'], rows),
  ];
}
