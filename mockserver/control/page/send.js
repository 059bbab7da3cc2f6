// A form that sends a request to a vendor in a world, and shows what came back.

import { SERVER, call, look } from './control.js';
import { bodiesOf, exampleOf, parametersOf, presented } from './document.js';
import { area, choice, el, field, fill, form, pairs, readable, status, text } from './elements.js';

export async function showSend(place) {
  const vendors = await look('vendors');
  const name = place.rest[0] ?? vendors[0]?.name;
  if (!name) return el('p', {}, 'No vendor is served.');
  const vendor = await look('vendors', name);
  const operation = vendor.operations.find((each) => each.id === place.rest[1]) ?? vendor.operations[0];
  const document = await call('GET', ['vendors', name, 'document'], undefined, { world: place.world });
  const operations = vendor.operations.map((each) => [each.id, `${each.method} ${each.path}`]);
  return [
    el(
      'div',
      { class: 'row' },
      choice('Vendor', 'vendor', vendors.map((each) => each.name), name, (chosen) => place.go('send', chosen)),
      choice('Operation', 'operation', operations, operation?.id, (chosen) => place.go('send', name, chosen)),
    ),
    operation && request(place, vendor, operation, document),
  ];
}

function request(place, vendor, operation, document) {
  const parameters = parametersOf(document, operation).filter((each) => each.in !== 'cookie');
  const bodies = bodiesOf(document, operation);
  const answer = el('div', { 'aria-live': 'polite' });
  const usual = vendor.credentials[0] ? presented(document, vendor.credentials[0]) : { headers: '', query: '' };
  const headers = area('Headers, one a line', 'headers', usual.headers + (bodies[0] ? `Content-Type: ${bodies[0][0]}\n` : ''), 4);
  const query = field('More of the query', 'query', { value: usual.query, size: 40 });
  const identify = (id) => {
    const chosen = vendor.credentials.find((each) => each.id === id);
    const made = chosen ? presented(document, chosen) : { headers: '', query: '' };
    const kept = headers.lastChild.value.split('\n').filter((line) => /^content-type\s*:/i.test(line));
    headers.lastChild.value = [made.headers.trim(), ...kept].filter(Boolean).join('\n');
    query.lastChild.value = made.query;
  };
  const body = area('Body', 'body', bodies[0]?.[1] ?? '', 12);
  const type = (chosen) => {
    const kept = headers.lastChild.value.split('\n').filter((line) => line && !/^content-type\s*:/i.test(line));
    headers.lastChild.value = [...kept, `Content-Type: ${chosen}`].join('\n');
    body.lastChild.value = bodies.find(([each]) => each === chosen)[1];
  };
  const send = (given) => place.act('', async () => fill(answer, await exchange(place, vendor, operation, parameters, given)));
  const credentials = [['', 'none'], ...vendor.credentials.map((each) => each.id)];
  return [
    form(
      send,
      `Send ${operation.method} ${operation.path}`,
      choice('Credential', 'credential', credentials, vendor.credentials[0]?.id ?? '', identify),
      parameters.map((each, index) => parameter(document, each, index)),
      query,
      headers,
      bodies.length > 1 && choice('Media type', 'type', bodies.map(([each]) => each), bodies[0][0], type),
      bodies.length > 0 && body,
    ),
    answer,
  ];
}

function parameter(document, each, index) {
  const example = each.required ? exampleOf(document, each) : undefined;
  const value = example === undefined ? '' : typeof example === 'object' ? JSON.stringify(example) : String(example);
  return field(`${each.name} (${each.in}${each.required ? ', required' : ''})`, `p${index}`, { value, title: each.description });
}

// Send it, and make of the answer what there is to see.
async function exchange(place, vendor, operation, parameters, given) {
  const { address, headers } = addressed(place, vendor, operation, parameters, given);
  const began = performance.now();
  const answer = await fetch(address, { method: operation.method, headers, body: bodyOf(headers, given.body), redirect: 'manual', cache: 'no-store' });
  const took = performance.now() - began;
  const came = await answer.text();
  return [
    el('h2', {}, 'Answer'),
    el('p', {}, status(answer.status), ` ${operation.method} `, el('code', {}, address.pathname + address.search), ` ${took.toFixed(0)} ms`),
    pairs([...answer.headers].map(([name, value]) => [name, value])),
    came && text(readable(came)),
  ];
}

function addressed(place, vendor, operation, parameters, given) {
  const value = (index) => given[`p${index}`];
  let path = operation.path;
  const query = new URLSearchParams(given.query);
  const headers = new Headers();
  for (const line of given.headers.split('\n').filter((each) => each.includes(':'))) {
    headers.append(line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim());
  }
  parameters.forEach((each, index) => {
    if (each.in === 'path') path = path.replace(`{${each.name}}`, encodeURIComponent(value(index)));
    else if (value(index) !== '' && each.in === 'query') query.append(each.name, value(index));
    else if (value(index) !== '' && each.in === 'header') headers.set(each.name, value(index));
  });
  const address = new URL(`w/${encodeURIComponent(place.world)}/${vendor.name}${path}`, SERVER);
  address.search = query.toString();
  return { address, headers };
}

// A body as its media type wants it: a form is written as a JSON object of its fields.
function bodyOf(headers, body) {
  if (!body) return undefined;
  const type = headers.get('Content-Type') ?? '';
  const isForm = type.startsWith('multipart/form-data') || type.startsWith('application/x-www-form-urlencoded');
  if (!isForm || !body.trimStart().startsWith('{')) return body;
  const made = type.startsWith('multipart/') ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(JSON.parse(body))) made.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  if (type.startsWith('multipart/')) headers.delete('Content-Type'); // the browser knows the boundary
  return made;
}
