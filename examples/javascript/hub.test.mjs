// Run with: mockserver run -- node --test examples/javascript/hub.test.mjs

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';

import { CheckCentral, Grafana, ThousandEyes } from './reports.mjs';

const server = process.env.MOCKSRV_URL;
assert(server, 'MOCKSRV_URL is not set; run this through: mockserver run -- node --test …');

// The control plane: what steers the worlds.
async function steer(method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${server}/__admin${path}`, { method, headers, body: JSON.stringify(body) });
  assert(response.ok, await response.clone().text());
  return response.status === 204 ? undefined : response.json();
}

// The credential that a vendor documents; the mocks accept it in every world.
async function documented(vendor) {
  const { credentials } = await steer('GET', `/vendors/${vendor}`);
  return credentials.find(({ id }) => id === 'documented');
}

describe('reports', () => {
  const worlds = [];
  let world, grafana, thousandeyes, checkcentral;

  beforeEach(async () => {
    world = `js-${process.pid}-${worlds.length}`;
    worlds.push(world);
    const url = (vendor) => `${server}/w/${world}/${vendor}`; // the first call makes the world
    const { user, secret } = await documented('thousandeyes');
    grafana = new Grafana(url('grafana'), (await documented('grafana')).secret, { pause: 1 });
    thousandeyes = new ThousandEyes(url('thousandeyes'), user, secret, { pause: 1 });
    checkcentral = new CheckCentral(url('checkcentral'), (await documented('checkcentral')).secret, { pause: 1 });
  });

  after(() => Promise.all(worlds.map((each) => steer('DELETE', `/worlds/${each}`))));

  it('are listed once they are created', async () => {
    for (const vendor of [grafana, thousandeyes, checkcentral]) {
      const created = await vendor.create('Weekly', ['ann@example.com']);
      const found = (await vendor.list()).find(({ id }) => id === created.id);
      assert.deepEqual(found, created);
    }
    const broken = await steer('GET', `/worlds/${world}/requests?violated=true`);
    assert.deepEqual(broken, []);
  });

  it('of one world are not in another', async () => {
    assert.deepEqual(await checkcentral.list(), []);
    assert.deepEqual((await grafana.list()).map(({ id }) => id), ['2', '3', '6']);
  });

  it('are refused to a wrong token', async () => {
    const stranger = new Grafana(`${server}/w/${world}/grafana`, 'wrong');
    await assert.rejects(stranger.list(), { status: 401, message: 'Invalid API key' });
  });

  it('are asked for again while the vendor is down', async () => {
    await thousandeyes.list();
    await steer('POST', `/worlds/${world}/faults`, { vendor: 'thousandeyes', status: 503, first: 2 });
    assert.equal((await thousandeyes.list()).length, 1);
    const { count } = await steer('GET', `/worlds/${world}/requests/count?vendor=thousandeyes&status=503`);
    assert.equal(count, 2);
  });

  it('are given up when the quota is used up', async () => {
    await checkcentral.list();
    await steer('PUT', `/worlds/${world}/quotas/checkcentral/getReports`, { limit: 1 });
    await assert.rejects(checkcentral.list(), { status: 429 });
  });
});
