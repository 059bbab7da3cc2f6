// Run with: mockserver run examples/any_document/toolshed.yaml -- node --test examples/any_document/toolshed.test.mjs

import assert from 'node:assert/strict';
import { it } from 'node:test';

const server = process.env.MOCKSRV_URL;
assert(server, 'MOCKSRV_URL is not set; run this through: mockserver run examples/any_document/toolshed.yaml -- node --test …');

// A world of a test's own is a prefix of the address; the first call makes it.
const shed = (world) => async (method, path, body, type = 'application/json') => {
  const headers = { Authorization: 'Bearer any-token', 'Content-Type': type };
  const response = await fetch(`${server}/w/${world}/toolshed${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, body: response.status === 204 ? undefined : await response.json() };
};

it('keeps a tool from its creation to its end', async () => {
  const call = shed('life');
  const created = await call('POST', '/tools', { name: 'Fretsaw', kind: 'saw' });
  assert.equal(created.status, 201);
  const place = `/tools/${created.body.id}`;
  assert.deepEqual((await call('GET', place)).body, created.body);
  await call('PATCH', place, { name: 'Bow saw' }, 'application/merge-patch+json');
  assert.deepEqual((await call('GET', '/tools')).body, { tools: [{ ...created.body, name: 'Bow saw' }], total: 1 });
  assert.equal((await call('DELETE', place)).status, 204);
  assert.equal((await call('GET', place)).status, 404);
});

it('refuses a tool without a kind in the words of the document', async () => {
  const { status, body } = await shed('refused')('POST', '/tools', { name: 'Fretsaw' });
  assert.equal(status, 400);
  assert.match(body.error.message, /kind is required/);
});
