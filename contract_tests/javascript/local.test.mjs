// A page of a development server on this machine, in a browser without a screen, which keeps to CORS; run by test_cors.py.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { JSDOM, VirtualConsole } from 'jsdom';

const { MOCKSRV_URL } = process.env;
const TOKEN = 'Bearer eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk';

// What a script of a page gets to see: status, and a header that only such scripts see that may.
function asked(origin, method, path, headers = {}) {
  const { window } = new JSDOM('<!doctype html>', { url: origin, virtualConsole: new VirtualConsole() });
  return new Promise((resolve) => {
    const request = new window.XMLHttpRequest();
    request.open(method, MOCKSRV_URL + path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () => resolve([request.status, request.getResponseHeader('mock-operation')]);
    request.onerror = () => resolve('not for this page');
    request.send(method === 'GET' ? null : '{}');
  });
}

describe('a page', () => {
  const authorized = { Authorization: TOKEN, 'Content-Type': 'application/json', 'Mock-World': 'default' };

  it('of this machine reads answers, refusals and what is said of them, after asking whether it may', async () => {
    const page = 'http://localhost:5173/';
    assert.deepEqual(await asked(page, 'GET', '/grafana/api/reports', authorized), [200, 'getReports']);
    assert.deepEqual(await asked(page, 'PUT', '/grafana/api/reports/2', authorized), [400, 'updateReport']);
    assert.deepEqual(await asked(page, 'GET', '/grafana/api/reports'), [401, 'getReports']);
  });

  it('of elsewhere reads nothing', async () => {
    assert.equal(await asked('https://app.example/', 'GET', '/grafana/api/reports', authorized), 'not for this page');
    assert.equal(await asked('https://app.example/', 'GET', '/grafana/api/reports'), 'not for this page');
  });

  it('reads nothing of the control plane', async () => {
    assert.equal(await asked('http://localhost:5173/', 'GET', '/__admin/worlds'), 'not for this page');
    assert.equal(await asked('http://localhost:5173/', 'DELETE', '/__admin/worlds/default'), 'not for this page');
  });
});
