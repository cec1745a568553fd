import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type {
  Connection,
  ConnectionEvent,
  ConnectionShare,
  ConnectionTest,
  ErrorBody,
  EventPage,
} from '@parlance/contracts';
import { eventually } from '../../../test/harness/eventually.ts';
import { startApp } from '../../../test/harness/index.ts';
import { storedFiles, uploaded } from '../../../test/harness/uploads.ts';
import { analysed, connectedDemo, share } from './test-connections.ts';

type Answer = Connection & ErrorBody;

const app = await startApp({ settings: { CONNECTIONS_ALLOW: '127.0.0.1' } });
const ada = await app.signUp('ada');
const bea = await app.signUp('bea');
const mallory = await app.signUp('mallory');
const password = 'Paßwort-🔑-s3cret';
const address = { host: '127.0.0.1', port: 1, database: 'shop', username: 'reader', password };

/** A small SQLite file with what people write: accents, a reserved word, an empty table. */
function sqliteFile(): Buffer {
  const path = join(app.platform.config.DATA_DIR, `${crypto.randomUUID()}.sqlite`);
  const db = new DatabaseSync(path);
  db.exec(`create table "order" (id integer primary key, "größe" text); insert into "order" ("größe") values ('klein'), ('groß');
    create table leer (id integer)`);
  db.close();
  const bytes = readFileSync(path);
  rmSync(path);
  return bytes;
}

describe('a PostgreSQL connection', () => {
  test('is created from fields, and its password is nowhere', async () => {
    const { status, body } = await ada.call<Answer>('POST', '/v1/connections', { name: 'Shop', ...address });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(
      [body.kind, body.host, body.port, body.username, body.ssl_mode, body.status, body.permission],
      ['postgresql', '127.0.0.1', 1, 'reader', 'prefer', 'pending', 'owner'],
    );
    const failed = await analysed(ada, body.id);
    assert.equal(failed.status, 'error');
    assert.match(failed.status_message ?? '', /No database answers/);
    const seen = await Promise.all(
      [`/v1/connections/${body.id}`, '/v1/connections', `/v1/connections/${body.id}/events`].map((path) =>
        ada.call('GET', path),
      ),
    );
    const { rows } = await app.platform.database.pool.query('select * from connections');
    const { rows: events } = await app.platform.database.pool.query('select * from events');
    const { rows: jobs } = await app.platform.database.pool.query('select data, output from pgboss.job');
    for (const place of [body, failed, seen, rows, events, jobs]) assert.ok(!JSON.stringify(place).includes('s3cret'));
    assert.match(rows[0]?.sealed_password, /^v1\./);
  });

  test('is created from a URL', async () => {
    const url = `postgresql://re%40der:${encodeURIComponent(password)}@127.0.0.1:2/my%20shop?sslmode=require`;
    const { status, body } = await ada.call<Answer>('POST', '/v1/connections/from-url', { url });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(
      [body.name, body.host, body.port, body.database, body.username, body.ssl_mode],
      ['my shop', '127.0.0.1', 2, 'my shop', 're@der', 'require'],
    );
  });

  test('a URL that says something else is refused without being repeated', async () => {
    for (const url of [
      'mysql://u:s3cret@127.0.0.1/x',
      's3cret',
      'postgresql://u:s3cret@/x',
      'postgresql://u:s3cret@127.0.0.1/x?sslmode=s3cret',
      'postgresql://u:s3cret@127.0.0.1/x?options=s3cret',
      'postgresql://127.0.0.1/s3cret',
      'postgresql://u:%zz@127.0.0.1/x',
    ]) {
      const { status, body } = await ada.call<Answer>('POST', '/v1/connections/from-url', { url });
      assert.deepEqual([status, body.error], [422, 'validation_failed'], url);
      assert.ok(!JSON.stringify(body).includes('s3cret'));
    }
  });

  test('a host that is not public and not allowed is refused', async () => {
    for (const host of [
      '127.0.0.2',
      '10.0.0.1',
      '::ffff:127.0.0.2',
      '169.254.169.254',
      '0x7f000002',
      '/var/run',
      'a b',
    ]) {
      const { status, body } = await ada.call<Answer>('POST', '/v1/connections', { name: 'x', ...address, host });
      assert.deepEqual([status, body.error], [422, 'url_not_allowed'], host);
    }
  });

  test('what is missing is named', async () => {
    for (const field of ['host', 'database', 'username'] as const) {
      const { status, body } = await ada.call<Answer>('POST', '/v1/connections', {
        name: 'x',
        ...address,
        [field]: undefined,
      });
      assert.deepEqual([status, body.fields?.[0]?.path], [422, field]);
    }
  });

  test('a test says what is wrong, the same for every port without a database', async () => {
    const { port } = new URL(app.url);
    for (const wrong of [1, Number(port)]) {
      const { status, body } = await ada.call<ConnectionTest>('POST', '/v1/connections/test', {
        name: 'x',
        ...address,
        port: wrong,
      });
      assert.equal(status, 200);
      assert.deepEqual(body, { success: false, message: 'No database answers at this address.', server_version: null });
    }
  });

  test('a new address needs the password again; a new name does not', async () => {
    const { body: made } = await ada.call<Answer>('POST', '/v1/connections', { name: 'Move', ...address });
    const moved = await ada.call<Answer>('PUT', `/v1/connections/${made.id}`, { host: '127.0.0.1', port: 9 });
    assert.deepEqual([moved.status, moved.body.fields?.[0]?.path], [422, 'password']);
    const named = await ada.call<Answer>('PUT', `/v1/connections/${made.id}`, { name: 'Moved', description: null });
    assert.deepEqual([named.status, named.body.name], [200, 'Moved']);
    const both = await ada.call<Answer>('PUT', `/v1/connections/${made.id}`, { port: 9, password: 'new' });
    assert.deepEqual([both.status, both.body.port], [200, 9]);
  });
});

describe('a SQLite file', () => {
  test('is connected from an upload', async () => {
    const media = await uploaded(app, ada, sqliteFile(), 'Läden.sqlite');
    const created = await ada.call<Answer>('POST', '/v1/connections', {
      name: 'Läden',
      kind: 'sqlite',
      media_id: media.id,
    });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    const { status, status_message, server_version } = await analysed(ada, created.body.id);
    assert.deepEqual([status, status_message], ['ready', null]);
    assert.match(server_version ?? '', /^SQLite 3\./);
    const tested = await ada.call<ConnectionTest>('POST', `/v1/connections/${created.body.id}/test`);
    assert.equal(tested.body.success, true);
    const stolen = await mallory.call<Answer>('POST', '/v1/connections', {
      name: 'x',
      kind: 'sqlite',
      media_id: media.id,
    });
    assert.deepEqual([stolen.status, stolen.body.error], [404, 'not_found']);
  });

  test('is connected as a form, and gone after its connection', async () => {
    const form = new FormData();
    form.set('name', 'Formular');
    form.set('file', new File([new Uint8Array(sqliteFile())], 'C:\\daten\\shop.db'));
    const response = await fetch(`${app.url}/v1/connections`, { method: 'POST', headers: ada.headers, body: form });
    const body = (await response.json()) as Answer;
    assert.equal(response.status, 201, JSON.stringify(body));
    assert.deepEqual([body.name, body.kind, body.database], ['Formular', 'sqlite', 'shop.db']);
    await analysed(ada, body.id);
    const before = storedFiles(app).filter((file) => file.startsWith('databases')).length;
    assert.equal((await ada.call('DELETE', `/v1/connections/${body.id}`)).status, 204);
    assert.equal((await ada.call('GET', `/v1/connections/${body.id}`)).status, 404);
    await eventually(
      'the bytes go',
      () => storedFiles(app).filter((file) => file.startsWith('databases')).length === before - 1,
    );
    const { rows } = await app.platform.database.pool.query(
      'select 1 from connection_tables where connection_id = $1',
      [body.id],
    );
    assert.equal(rows.length, 0);
  });

  test('what is none is refused, and leaves nothing behind', async () => {
    const before = storedFiles(app).filter((file) => file.startsWith('databases')).length;
    const form = new FormData();
    form.set('file', new File(['SELECT 1'], 'x.sqlite'));
    const response = await fetch(`${app.url}/v1/connections`, { method: 'POST', headers: ada.headers, body: form });
    assert.deepEqual([response.status, ((await response.json()) as ErrorBody).error], [422, 'validation_failed']);
    assert.equal(storedFiles(app).filter((file) => file.startsWith('databases')).length, before);
  });
});

describe('the demo', () => {
  test('is there in one call, once for each person, and tells how its analysis went', async () => {
    const demo = await connectedDemo(bea);
    assert.deepEqual(
      [demo.status, demo.is_demo, demo.analysis_progress],
      ['ready', true, 100],
      demo.status_message ?? '',
    );
    const again = await bea.call<Connection>('POST', '/v1/connections/demo');
    assert.deepEqual([again.status, again.body.id], [200, demo.id]);
    const { body } = await bea.call<EventPage<ConnectionEvent>>('GET', `/v1/connections/${demo.id}/events?limit=200`);
    assert.equal(body.items[0]?.type, 'analysis-started');
    const last = body.items.at(-1);
    assert.ok(last?.type === 'analysis-finished' && last.tables === 7, JSON.stringify(last));
    const progress = body.items.flatMap((event) => (event.type === 'analysis-progress' ? [event.progress] : []));
    assert.deepEqual(
      progress,
      progress.toSorted((one, other) => one - other),
    );
  });

  test('is analysed again on demand, and by the clock', async () => {
    const demo = await connectedDemo(bea);
    assert.ok(demo.next_analysis_at && demo.last_analyzed_at);
    const asked = await bea.call<Connection>('POST', `/v1/connections/${demo.id}/reanalyze`);
    assert.deepEqual([asked.status, asked.body.status], [202, 'updating']);
    const again = await analysed(bea, demo.id);
    assert.ok((again.last_analyzed_at ?? '') > demo.last_analyzed_at);
  });
});

describe('sharing', () => {
  test('shows a chat user no address, lets them not manage, and ends', async () => {
    const { body: made } = await ada.call<Answer>('POST', '/v1/connections', { name: 'Geteilt', ...address });
    const path = `/v1/connections/${made.id}`;
    assert.equal((await bea.call('GET', path)).status, 404);
    await share(ada, made.id, bea, 'chat');
    const { body: seen } = await bea.call<Answer>('GET', path);
    assert.deepEqual(
      [seen.permission, seen.host, seen.port, seen.database, seen.username],
      ['chat', null, null, null, null],
    );
    const refused: [Parameters<typeof bea.call>[0], string, object?][] = [
      ['PUT', path, { name: 'x' }],
      ['DELETE', path],
      ['POST', `${path}/test`],
      ['POST', `${path}/reanalyze`],
      ['GET', `${path}/shares`],
      ['GET', `${path}/events`],
      ['POST', `${path}/shares`, { user_id: mallory.user.id, permission: 'owner' }],
      ['DELETE', `${path}/shares/${ada.user.id}`],
    ];
    for (const [method, to, body] of refused)
      assert.equal((await bea.call(method, to, body)).status, 403, `${method} ${to}`);
    await share(ada, made.id, bea, 'owner');
    assert.equal((await bea.call<Answer>('GET', path)).body.host, '127.0.0.1');
    const { body: shares } = await bea.call<{ items: ConnectionShare[] }>('GET', `${path}/shares`);
    assert.deepEqual(
      shares.items.map(({ username, permission }) => [username, permission]),
      [['bea', 'owner']],
    );
    assert.equal((await bea.call('DELETE', `${path}/shares/${bea.user.id}`)).status, 204);
    assert.equal((await bea.call('GET', path)).status, 404);
    assert.ok(!JSON.stringify((await bea.call('GET', '/v1/connections')).body).includes(made.id));
  });

  test('goes to active people only, and not to the owner', async () => {
    const { body: made } = await ada.call<Answer>('POST', '/v1/connections', { name: 'Geteilt', ...address });
    for (const user_id of [ada.user.id, '01a1fcec-17a1-778a-8d28-95226cf4e631']) {
      const { status } = await ada.call('POST', `/v1/connections/${made.id}/shares`, { user_id, permission: 'chat' });
      assert.equal(status, 422);
    }
    assert.equal((await ada.call('DELETE', `/v1/connections/${made.id}/shares/${bea.user.id}`)).status, 404);
  });
});

test('lists are paged, newest first', async () => {
  const first = await ada.call<{ items: Connection[]; next_cursor: string }>('GET', '/v1/connections?limit=2');
  const second = await ada.call<{ items: Connection[] }>(
    'GET',
    `/v1/connections?limit=2&cursor=${first.body.next_cursor}`,
  );
  const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
  assert.equal(new Set(ids).size, 4);
  assert.deepEqual(ids, ids.toSorted().reverse());
});
