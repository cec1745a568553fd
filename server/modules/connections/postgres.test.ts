import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { SslMode } from '@parlance/contracts';
import pg from 'pg';
import { newId } from '../../platform/ids.ts';
import { createUrlGuard } from '../../platform/url-guard/index.ts';
import { readPostgres } from './analysis/read-postgres.ts';
import type { PostgresAddress } from './database/postgres-connect.ts';
import { withPostgres } from './database/postgres-session.ts';
import type { DatabaseSession } from './database/session.ts';
import type { ColumnModel, TableModel } from './database-model.ts';
import { CheckedStatement } from './guard/checked-statement.ts';
import { checkStatement } from './guard/index.ts';

const server = process.env.TEST_DATABASE_URL;
const limits = { timeoutMs: 2_000, maxRows: 50, maxBytes: 50_000, maxCost: 10_000_000 };
const role = `reader_${newId().replaceAll('-', '').slice(-12)}`;
const password = 'Lese-🔑 only';
const guard = createUrlGuard(['127.0.0.1', '::1', 'localhost']);
const alive = () => new AbortController().signal;

/** Statements that reached PostgreSQL past the parser: the session itself has to stop them. */
const passed = (text: string) => CheckedStatement.pass('postgresql', text);

const table = (name: string, columns: string[]) =>
  ({
    schema: 'public',
    name,
    hidden: false,
    columns: columns.map((column) => ({ name: column, hidden: false }) as ColumnModel),
  }) as TableModel;
const model = { dialect: 'postgresql' as const, tables: [table('big', ['id', 'word']), table('kinds', ['a'])] };

describe('a real PostgreSQL', { skip: !server && 'needs TEST_DATABASE_URL' }, () => {
  const database = `parlance_guest_${newId().replaceAll('-', '')}`;
  const url = new URL(server ?? 'postgresql://u:p@127.0.0.1:1/x');
  const superuser: PostgresAddress = {
    host: url.hostname,
    port: Number(url.port || 5432),
    database,
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    sslMode: 'prefer',
  };
  const reader: PostgresAddress = { ...superuser, username: role, password };
  const open = <T>(address: PostgresAddress, work: (session: DatabaseSession) => Promise<T>, allowSuperuser = true) =>
    withPostgres(guard, address, { allowSuperuser, signal: alive() }, work);
  const admin = async (text: string, name = database) => {
    const target = new URL(url);
    target.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: target.href });
    await client.connect();
    try {
      return (await client.query(text)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };

  before(async () => {
    await admin(`create database ${database}`, 'postgres');
    await admin(`create role ${role} login password '${password}'`);
    await admin(`create table big (id int primary key, word text); insert into big select n, repeat('x', 100) from generate_series(1, 20000) n;
      create table kinds (a bool, b numeric, c float8, d bytea, e date, f timestamptz, g interval, h jsonb, i int8, j text[]);
      insert into kinds values (true, 12345678901234567890.5, 'NaN', '\\x00ff', '2026-11-21', '2026-11-21 10:30:00.25+01', '1 year 2 days', '{"a":[1]}', 9007199254740993, '{a,b}');
      comment on table big is 'Large'; grant select on all tables in schema public to ${role};
      create function public.lower(text) returns text language sql as $$ select 'fooled' $$;
      analyze`);
  });
  after(async () => {
    await admin(`drop database if exists ${database} with (force)`, 'postgres');
    await admin(`drop role if exists ${role}`, 'postgres');
  });

  for (const [who, address] of [
    ['a superuser', superuser],
    ['a plain role', reader],
  ] as const) {
    describe(`as ${who}`, () => {
      test('answers, with JSON-safe values, and leaves nothing behind', async () => {
        const result = await open(address, async (session) =>
          session.run(
            await checkStatement("select a, b, c, d, e, f, g, h, i, j, lower('ÄB') from kinds", {
              ...model,
              tables: [{ ...table('kinds', []) }],
            }),
            limits,
          ),
        );
        assert.deepEqual(result.data, [
          [
            true,
            '12345678901234567890.5',
            'NaN',
            '\\x00ff',
            '2026-11-21',
            '2026-11-21T09:30:00.25Z',
            'P1Y2D',
            { a: [1] },
            '9007199254740993',
            '{a,b}',
            'äb',
          ],
        ]);
        const left = await admin(
          `select count(*)::int as n from pg_stat_activity where datname = '${database}' and usename = '${address.username}' and application_name = 'parlance'`,
        );
        assert.equal(left[0]?.n, 0);
      });

      for (const attempt of [
        'select 1; commit; create table escaped (a int)',
        'insert into big values (0)',
        'create table escaped (a int)',
        "copy big to program 'touch /tmp/parlance-escaped'",
      ]) {
        test(`is not escaped by: ${attempt}`, async () => {
          await assert.rejects(
            open(address, (session) => session.run(passed(attempt), limits)),
            { name: 'DatabaseFault' },
          );
          const found = await admin("select count(*)::int as n from pg_class where relname = 'escaped'");
          assert.equal(found[0]?.n, 0);
        });
      }

      test('even a setting that a statement changed ends with its transaction', async () => {
        await open(address, async (session) => {
          await session
            .run(passed("select set_config('statement_timeout', '0', false)"), limits)
            .catch(() => undefined);
          await assert.rejects(session.run(passed('select pg_sleep(30)'), { ...limits, timeoutMs: 500 }), {
            reason: 'timeout',
          });
        });
      });

      test('a statement that takes too long is ended by the server, and the next one is answered', async () => {
        await open(address, async (session) => {
          const started = performance.now();
          await assert.rejects(session.run(passed('select pg_sleep(30)'), { ...limits, timeoutMs: 300 }), {
            reason: 'timeout',
          });
          assert.ok(performance.now() - started < 3_000);
          assert.equal(
            (await session.run(await checkStatement('select count(*) from big', model), limits)).data[0]?.[0],
            20_000,
          );
        });
      });

      test('a cross join of everything is not begun', async () => {
        const bomb = await checkStatement('select count(*) from big a, big b, big c, big d', model);
        await assert.rejects(
          open(address, (session) => session.run(bomb, limits)),
          { reason: 'too_expensive' },
        );
      });

      test('of a million rows the first come, quickly', async () => {
        const million = await checkStatement('select a.word from big a, big b where b.id <= 50', model);
        const result = await open(address, (session) => session.run(million, limits));
        assert.deepEqual([result.data.length, result.truncated], [50, true]);
        const bytes = await open(address, (session) => session.run(million, { ...limits, maxRows: 100_000 }));
        assert.ok(bytes.truncated && bytes.data.length < 600, String(bytes.data.length));
      });

      test('one value larger than all limits does not come through', async () => {
        const huge = passed("select repeat('x', 200000000)");
        const result = open(address, (session) => session.run(huge, limits));
        await assert.rejects(
          result,
          (error: Error) => 'reason' in error && ['too_large', 'timeout'].includes(String(error.reason)),
        );
      });

      test('the structure is read', async () => {
        const { tables } = await open(address, readPostgres);
        const big = tables.find(({ name }) => name === 'big');
        assert.deepEqual(
          [big?.comment, big?.columns.map(({ name, type, isPrimaryKey }) => [name, type, isPrimaryKey])],
          [
            'Large',
            [
              ['id', 'integer', true],
              ['word', 'text', false],
            ],
          ],
        );
      });
    });
  }

  test('a superuser is refused unless the owner insists; a plain role is not', async () => {
    await assert.rejects(
      open(superuser, async () => undefined, false),
      { reason: 'superuser' },
    );
    assert.match(await open(reader, async (session) => session.serverVersion, false), /^\d+/);
  });

  test('a wrong password, user or database is refused login, without saying more', async () => {
    for (const wrong of [
      { password: 'x' },
      { password: '' },
      { username: 'nobody_here' },
      { database: 'none_of_it' },
    ]) {
      await assert.rejects(
        open({ ...reader, ...wrong }, async () => undefined),
        (error: Error) => {
          assert.ok('reason' in error && error.reason === 'login', error.message);
          return !error.message.includes(password);
        },
      );
    }
  });

  test('encryption that cannot be had or proved is said', async () => {
    for (const sslMode of ['require', 'verify-ca', 'verify-full'] satisfies SslMode[]) {
      await assert.rejects(
        open({ ...reader, sslMode }, async () => undefined),
        { reason: 'tls' },
      );
    }
  });
});

describe('something that is no PostgreSQL', () => {
  const sockets = new Set<Socket>();
  const listen = (onSocket: (socket: Socket) => void) =>
    new Promise<{ port: number; close(): void }>((resolve) => {
      const listener = createServer((socket) => {
        sockets.add(socket);
        // Only who reads learns of the other side's end.
        socket
          .on('error', () => undefined)
          .on('close', () => sockets.delete(socket))
          .resume();
        onSocket(socket);
      });
      listener.listen(0, '127.0.0.1', () => {
        const address = listener.address();
        resolve({ port: typeof address === 'object' && address ? address.port : 0, close: () => listener.close() });
      });
    });
  const address = (port: number): PostgresAddress => ({
    host: '127.0.0.1',
    port,
    database: 'x',
    username: 'x',
    password: 'x',
    sslMode: 'disable',
  });

  test('silence, nonsense and a closed port are one sentence, within the time-out, and no socket stays', async () => {
    const silent = await listen(() => undefined);
    const rude = await listen((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const port of [silent.port, rude.port, 1]) {
      const started = performance.now();
      await assert.rejects(
        withPostgres(guard, address(port), { allowSuperuser: true, signal: alive() }, async () => undefined),
        {
          reason: 'unreachable',
          message: 'No database answers at this address.',
        },
      );
      assert.ok(performance.now() - started < 8_000);
    }
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of sockets) await new Promise((resolve) => socket.once('close', resolve));
    silent.close();
    rude.close();
  });

  test('aborting ends the attempt at once', async () => {
    const silent = await listen(() => undefined);
    const signal = AbortSignal.timeout(200);
    const started = performance.now();
    await assert.rejects(
      withPostgres(guard, address(silent.port), { allowSuperuser: true, signal }, async () => undefined),
    );
    assert.ok(performance.now() - started < 2_000);
    silent.close();
  });

  test('addresses are checked at each connect, and only checked ones are connected to', async () => {
    let asked = 0;
    const rebinding = createUrlGuard(['127.0.0.1'], async () => [
      { address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 },
    ]);
    const target = { ...address(1), host: 'db.example.org' };
    const connect = () =>
      withPostgres(rebinding, target, { allowSuperuser: true, signal: alive() }, async () => undefined);
    await assert.rejects(connect(), { reason: 'unreachable' });
    await assert.rejects(connect(), { reason: 'url_not_allowed' });
    assert.equal(asked, 2);
    const mapped = createUrlGuard([], async () => [{ address: '::ffff:169.254.169.254', family: 6 }]);
    await assert.rejects(
      withPostgres(mapped, target, { allowSuperuser: true, signal: alive() }, async () => undefined),
      {
        reason: 'url_not_allowed',
      },
    );
  });
});
