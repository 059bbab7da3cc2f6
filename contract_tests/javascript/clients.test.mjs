// People's own clients of Strapi v3, unmodified, against the mock as Strapi 3.6 is; run by test_strapi_clients.py.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';

const require = createRequire(import.meta.url);
const url = process.env.STRAPI_URL;
const ann = { username: 'ann', email: 'ann@example.com', password: 'secret12' };

describe('strapi-sdk-javascript', () => {
  const Strapi = require('strapi-sdk-javascript').default;
  const strapi = new Strapi(url);

  it('signs in and says why it may not', async () => {
    await assert.rejects(strapi.getEntries('reports'), /Forbidden/);
    const { jwt, user } = await strapi.login(ann.email, ann.password);
    assert.equal(jwt.split('.').length, 3);
    assert.equal(user.username, 'ann');
    assert.equal(user.role.type, 'authenticated');
  });

  it('makes, finds, changes and deletes reports', async () => {
    const made = await strapi.createEntry('reports', { uuid: 'first', score: '1 000', users_permissions_user: 1 });
    assert.deepEqual([made.score, made.users_permissions_user.username], [1000, 'ann']);
    assert.match(made.published_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await strapi.createEntry('reports', { uuid: 'second', score: 5 });
    const found = await strapi.getEntries('reports', { score_gt: 10, _sort: 'score:desc', 'users_permissions_user.username': 'ann' });
    assert.deepEqual(found, [made]);
    const either = { _where: { _or: [[{ uuid: 'first' }, { score_lt: 2000 }], [{ uuid: 'second' }]] } };
    assert.equal((await strapi.getEntries('reports', either)).length, 2);
    assert.equal(await strapi.getEntryCount('reports', { uuid_in: ['first', 'third'] }), 1);
    assert.equal((await strapi.updateEntry('reports', made.id, { score: 2 })).score, 2);
    assert.equal((await strapi.deleteEntry('reports', made.id)).uuid, 'first');
    await assert.rejects(strapi.getEntry('reports', made.id));
  });

  it('hears what is wrong with a report', async () => {
    await assert.rejects(strapi.createEntry('reports', { score: 'abc' }), /ValidationError/);
    await assert.rejects(strapi.getEntries('reports', { nofield: 1 }), /Your filters contain a field 'nofield'/);
    await assert.rejects(strapi.getEntries('reports', { _limit: 'abc' }), /An internal server error occurred/);
  });

  it('registers', async () => {
    const { user } = await strapi.register('bob', 'Bob@example.com', 'secret34');
    assert.deepEqual([user.email, user.confirmed, user.blocked], ['bob@example.com', true, null]);
  });
});

describe('strapi-sdk-js', () => {
  const Strapi = require('strapi-sdk-js');
  const strapi = new Strapi({ url });

  it('signs in and knows who it is', async () => {
    await assert.rejects(strapi.login({ identifier: 'ann', password: 'wrong' }), (error) => {
      assert.equal(error.message.message, 'Identifier or password invalid.'); // the client unpacks message[0].messages[0]
      return true;
    });
    const { user } = await strapi.login({ identifier: ann.username, password: ann.password });
    assert.equal(user.id, 1);
    assert.equal((await strapi.fetchUser()).email, ann.email);
  });

  it('makes, finds, changes and deletes reports', async () => {
    const made = await strapi.create('reports', { uuid: 'third', published_at: '2019-08-24' });
    assert.equal(made.published_at, '2019-08-24T00:00:00.000Z');
    assert.deepEqual(await strapi.findOne('reports', made.id), made);
    assert.deepEqual(await strapi.find('reports', { published_at_lt: '2020', _limit: 1 }), [made]);
    assert.equal(await strapi.count('reports', { uuid_contains: 'THIRD' }), 1);
    assert.equal((await strapi.update('reports', made.id, { processed: 1 })).processed, true);
    assert.equal((await strapi.delete('reports', made.id)).uuid, 'third');
  });
});
