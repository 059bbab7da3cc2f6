// Calls the control plane of the server that this page comes from; the token, where there is one, stays in this module.

export const SERVER = new URL('../../', import.meta.url);
const ADMIN = new URL('../', import.meta.url);

let token = '';

// What was asked for was refused; the message says why, and where.
export class Refused extends Error {
  constructor(status, problem) {
    const places = (problem.violations ?? []).map((each) => `${each.pointer || 'the body'}: ${each.what}`);
    super(places.length ? places.join('; ') : (problem.detail ?? problem.title ?? `status ${status}`));
    this.status = status;
  }
}

export function useToken(text) {
  token = text;
}

// Make one call; a place is the segments of its path below /__admin.
export async function call(method, place, body, query = {}) {
  const address = new URL(place.map(encodeURIComponent).join('/'), ADMIN);
  for (const [name, value] of Object.entries(query)) if (value !== '') address.searchParams.set(name, value);
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' };
  let answer;
  try {
    answer = await fetch(address, sent);
  } catch {
    throw new Refused(0, { detail: 'the server does not answer' });
  }
  const found = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Refused(answer.status, found);
  return found;
}

export const look = (...place) => call('GET', place);

// The same for one world; `world('default').look('clock')`.
export function worldCalls(name) {
  return {
    look: (...place) => call('GET', ['worlds', name, ...place]),
    search: (place, query) => call('GET', ['worlds', name, ...place], undefined, query),
    add: (place, body) => call('POST', ['worlds', name, ...place], body),
    put: (place, body) => call('PUT', ['worlds', name, ...place], body),
    merge: (place, body) => call('PATCH', ['worlds', name, ...place], body),
    remove: (...place) => call('DELETE', ['worlds', name, ...place]),
  };
}
