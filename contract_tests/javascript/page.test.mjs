// A page of another origin in a browser without a screen, which keeps to CORS; run by test_strapi_clients.py.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';

import { JSDOM, VirtualConsole } from 'jsdom';

const page = new JSDOM('<!doctype html>', { url: 'http://app.example/', virtualConsole: new VirtualConsole() });
const { window } = page;
for (const name of ['window', 'document', 'navigator', 'XMLHttpRequest']) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
const Strapi = createRequire(import.meta.url)('strapi-sdk-javascript').default; // takes the page's XMLHttpRequest

// What a script of the page gets to see, with the cookies of the page.
function asked(method, url, headers = {}, body = null) {
  return new Promise((resolve) => {
    const request = new window.XMLHttpRequest();
    request.open(method, url);
    request.withCredentials = true;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () => resolve([request.status, request.responseText]);
    request.onerror = () => resolve('not for this page');
    request.send(body);
  });
}

describe('a page of another origin', () => {
  const { STRAPI_URL, DEFAULT_URL } = process.env;
  const json = { 'Content-Type': 'application/json' };

  it('reads answers and refusals, after asking whether it may', async () => {
    const [status, text] = await asked('GET', `${STRAPI_URL}/reports`, { Authorization: 'Bearer bad' });
    assert.deepEqual([status, JSON.parse(text).message], [401, 'Invalid token.']);
    assert.deepEqual(await asked('PUT', `${STRAPI_URL}/nowhere`, json, '{}'), [405, 'Method Not Allowed']);
    assert.equal((await asked('POST', `${STRAPI_URL}/reports`, json, '{bad}'))[0], 400);
  });

  it('signs in with a client, which keeps the token in the page', async () => {
    const strapi = new Strapi(STRAPI_URL, { cookie: false });
    const { jwt } = await strapi.login('ann', 'secret12');
    assert.equal(JSON.parse(window.localStorage.getItem('jwt')), jwt);
    const made = await strapi.createEntry('reports', { uuid: 'page' });
    assert.equal((await strapi.updateEntry('reports', made.id, { score: 1 })).score, 1);
    assert.equal((await strapi.deleteEntry('reports', made.id)).id, made.id);
  });

  it('reads nothing where no origin is let in', async () => {
    assert.equal(await asked('GET', `${DEFAULT_URL}/reports`), 'not for this page');
    assert.equal(await asked('POST', `${DEFAULT_URL}/reports`, json, '{}'), 'not for this page');
  });
});
