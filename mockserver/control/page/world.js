// One world: its clock, its faults, its snapshots, what it would have sent out, and its end.

import { look } from './control.js';
import { area, button, choice, el, field, form, pairs, suggesting, table, text } from './elements.js';

export async function showWorld(place) {
  const { calls } = place;
  const parts = ['clock', 'faults', 'snapshots', 'outbox', 'memory'];
  const [world, vendors, ...found] = await Promise.all([calls.look(), look('vendors'), ...parts.map((part) => calls.look(part))]);
  const [clock, faults, snapshots, outbox, memory] = found;
  return [
    el('p', {}, 'Made from ', world.fixture ? `the fixture ${world.fixture}` : 'the start of the server', `, seed ${world.seed}, ${world.requests} requests.`),
    el(
      'p',
      { class: 'row' },
      button('Reset it', () => place.change('It begins anew.', () => calls.add(['reset']))),
      button('Fork it', () => place.act('', async () => (location.hash = `#/${encodeURIComponent((await calls.add(['fork'], {})).name)}/world`))),
      world.name !== 'default' && button('Delete it', () => place.act('', async () => (await calls.remove(), (location.hash = '#/default/worlds')))),
    ),
    showClock(place, clock),
    showFaults(place, faults, vendors, await operationsOf(vendors)),
    showSnapshots(place, snapshots),
    showOutbox(place, outbox),
    el('h2', {}, 'Memory'),
    pairs(Object.entries(memory).map(([part, { used, limit }]) => [part, `${used.toLocaleString()} of ${limit.toLocaleString()} bytes`])),
  ];
}

function showClock(place, clock) {
  const { calls } = place;
  const freeze = ({ at }) => place.change('It stands.', () => calls.add(['clock', 'freeze'], at ? { at } : {}));
  const advance = ({ seconds }) => place.change('Moved.', () => calls.add(['clock', 'advance'], { seconds: Number(seconds) }));
  return [
    el('h2', {}, 'Clock'),
    el('p', {}, el('b', {}, clock.now), ` ${clock.mode === 'frozen' ? 'It stands.' : 'It runs.'}`),
    form(freeze, 'Freeze it', field('At (or where it is)', 'at', { value: clock.now, size: 28 })),
    form(advance, 'Move it', field('By seconds', 'seconds', { type: 'number', step: 'any', value: 3600, required: true })),
    el(
      'p',
      { class: 'row' },
      button('Let it run', () => place.change('It runs.', () => calls.add(['clock', 'run']))),
      button('Back to the start', () => place.change('As at the start.', () => calls.remove('clock'))),
    ),
  ];
}

async function operationsOf(vendors) {
  const details = await Promise.all(vendors.map((each) => look('vendors', each.name)));
  return [...new Set(details.flatMap((each) => each.operations.map((operation) => operation.id)))].sort();
}

const AIMS = ['vendor', 'operation', 'method', 'path', 'first', 'every', 'probability'];

function showFaults(place, faults, vendors, operations) {
  const { calls } = place;
  const row = (each) => [
    AIMS.filter((name) => each[name] !== null).map((name) => `${name} ${each[name]}`).join(', ') || 'every call',
    Object.entries(each).filter(([name, value]) => !['id', 'matched', 'hits', ...AIMS].includes(name) && value !== null && value !== false).map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', '),
    `${each.hits} of ${each.matched}`,
    button('Take it away', () => place.change('Taken away.', () => calls.remove('faults', each.id))),
  ];
  const numbers = ['first', 'every', 'probability', 'status', 'delay'];
  const add = ({ more, ...given }) =>
    place.change('Added.', () => {
      const filled = Object.entries(given).filter(([, value]) => value !== '');
      const members = filled.map(([name, value]) => [name, numbers.includes(name) ? Number(value) : value]);
      return calls.add(['faults'], { ...Object.fromEntries(members), ...JSON.parse(more || '{}') });
    });
  const number = (label, name, more = {}) => field(label, name, { type: 'number', min: 0, ...more });
  return [
    el('h2', {}, 'Faults'),
    faults.length > 0 ? table('What goes wrong', ['Hits', 'What it does', 'Hit', ''], faults.map(row)) : el('p', { class: 'quiet' }, 'Nothing goes wrong.'),
    form(
      add,
      'Add a fault',
      choice('Vendor', 'vendor', [['', 'all'], ...vendors.map((each) => each.name)]),
      suggesting('Operation', 'operation', operations),
      choice('Method', 'method', [['', 'all'], 'GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      field('Path', 'path', { placeholder: '/api/reports/*' }),
      number('Status', 'status', { min: 400, max: 599, value: 500 }),
      number('Seconds late', 'delay', { step: 'any' }),
      number('Only the first', 'first'),
      number('Only every', 'every'),
      number('With a chance of', 'probability', { step: 'any', max: 1 }),
      area('Other members, as JSON', 'more', '', 2),
    ),
  ];
}

function showSnapshots(place, snapshots) {
  const { calls } = place;
  const row = (each) => [
    each.name,
    each.now,
    button('Come back to it', () => place.change('Here again.', () => calls.add(['snapshots', each.name, 'restore']))),
    button('Forget it', () => place.change('Forgotten.', () => calls.remove('snapshots', each.name))),
  ];
  const keep = ({ name }) => place.change('Kept.', () => calls.add(['snapshots'], name ? { name } : {}));
  return [
    el('h2', {}, 'Snapshots'),
    snapshots.length > 0 && table('Moments to come back to', ['Name', 'Its time', '', ''], snapshots.map(row)),
    form(keep, 'Keep this moment', field('Name (or one is chosen)', 'name')),
  ];
}

function showOutbox(place, outbox) {
  const shown = outbox.slice(-50).reverse().map((each) =>
    el(
      'details',
      {},
      el('summary', {}, el('time', {}, each.at), ` ${each.kind} of ${each.vendor}, ${each.operation}`),
      text(JSON.stringify(each.content, null, 2)),
    ),
  );
  return [
    el('h2', {}, 'Outbox'),
    el('p', { class: 'quiet' }, outbox.length ? `${outbox.length} would have been sent; the latest first.` : 'Nothing would have been sent.'),
    shown,
    outbox.length > 0 && button('Empty it', () => place.change('Emptied.', () => place.calls.remove('outbox'))),
  ];
}
