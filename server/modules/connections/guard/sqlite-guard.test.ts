import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import type { DatabaseSession, StatementResult } from '../database/session.ts';
import { withSqlite } from '../database/sqlite-session.ts';
import type { ColumnModel, TableModel } from '../database-model.ts';
import { checkStatement } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-sqlite-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'shop.sqlite');
const setup = new DatabaseSync(path);
setup.exec(`create table orders (id integer primary key, total real, note text);
  create table people (id integer primary key, name text, salary real);
  create table vault (id integer, secret text);
  create view totals as select sum(total) as all_of_it from orders;
  create view paid as select name, salary from people;
  insert into orders values (1, 1.5, 'semi;colon'), (2, 9007199254740993, x'00ff'), (3, 1e999, 'a' || char(0) || 'b');
  insert into people values (1, 'Ada', 9); insert into vault values (1, 'gold');`);
const insert = setup.prepare('insert into vault values (?, ?)');
setup.exec('begin');
for (let id = 0; id < 3_000; id += 1) insert.run(id, 'x'.repeat(100));
setup.exec('commit');
setup.close();

const table = (name: string, hiddenColumns: string[] = [], columns: string[] = []) =>
  ({
    schema: null,
    name,
    hidden: name === 'vault',
    columns: [...columns, ...hiddenColumns].map(
      (column) => ({ name: column, hidden: hiddenColumns.includes(column) }) as ColumnModel,
    ),
  }) as TableModel;
const model = {
  dialect: 'sqlite' as const,
  tables: [table('orders'), table('people', ['salary'], ['id', 'name']), table('vault'), table('totals'), table('big')],
};
const limits = { timeoutMs: 5_000, maxRows: 100, maxBytes: 100_000, maxCost: 1 };

const using = <T>(work: (session: DatabaseSession) => Promise<T>, file = path) =>
  withSqlite(file, new AbortController().signal, work);
const ask = (sql: string, changed: Partial<typeof limits> = {}): Promise<StatementResult> =>
  using(async (session) => session.run(await checkStatement(sql, model), { ...limits, ...changed }));

test('values come as JSON carries them', async () => {
  const { columns, data, truncated } = await ask('select id, total as id, note from orders order by 1;');
  assert.deepEqual(columns, ['id', 'id', 'note']);
  assert.deepEqual(data, [
    [1, 1.5, 'semi;colon'],
    [2, 9007199254740992, '\\x00ff'],
    [3, 'Infinity', 'a\uFFFDb'],
  ]);
  assert.equal(truncated, false);
});

test('what reading needs is allowed', async () => {
  for (const sql of [
    "with t as (select strftime('%Y', '2026-01-01') y) select y, count(*) over () from t",
    'select "id", [id], `id` from orders -- ; the end',
    'select all_of_it from totals',
    'values (1), (2)',
    'select name from people',
  ])
    assert.ok((await ask(sql)).data.length > 0, sql);
});

const refused = [
  'select 1; select 2',
  'select 1; drop table orders',
  'delete from orders',
  'pragma journal_mode = delete',
  "attach 'x.db' as x",
  'vacuum',
  'explain select 1',
  'with r(n) as (select 1) insert into orders select n, 1, 1 from r',
  'with recursive r(n) as (values (1) union all select n + 1 from r) select count(*) from r',
  'with r(n) as (values (1) union all select n + 1 from r) select count(*) from r',
  "select load_extension('x')",
  "select readfile('/etc/passwd')",
  "select writefile('x', 'y')",
  'select zeroblob(1000000000)',
  'select randomblob(1000000000)',
  "select printf('%.*c', 100000000, 'x')",
  "select fts3_tokenizer('x')",
  'select sqlite_version()',
  'select * from sqlite_master',
  'select * from sqlite_schema',
  "select * from pragma_table_info('orders')",
  'select * from vault',
  'select secret from vault',
  'select (select secret from vault limit 1) from orders',
  'select salary from people',
  'select * from people',
  'select name from paid',
  'select * from dbstat',
  "select * from json_each('[1]')",
  "select 'open",
  'select 1\0; select 2',
  '',
];
for (const sql of refused) {
  test(`does not run: ${sql.slice(0, 80)}`, async () => {
    await assert.rejects(ask(sql), (error: Error) => {
      assert.ok('reason' in error && ['refused', 'statement'].includes(String(error.reason)), error.message);
      return true;
    });
  });
}

test('rows and bytes are capped', async () => {
  const everything = { ...model, tables: [{ ...table('vault'), hidden: false }] };
  await using(async (session) => {
    const statement = await checkStatement('select * from vault', everything);
    const rows = await session.run(statement, limits);
    assert.deepEqual([rows.data.length, rows.truncated], [100, true]);
    const bytes = await session.run(statement, { ...limits, maxRows: 10_000, maxBytes: 5_000 });
    assert.ok(bytes.truncated && bytes.data.length < 60, String(bytes.data.length));
  });
});

test('a question without end is ended, and the next one is answered', async () => {
  const everything = { ...model, tables: [{ ...table('vault'), hidden: false }] };
  await using(async (session) => {
    const endless = await checkStatement(
      'select count(*) from vault a, vault b, vault c where a.secret < b.secret || c.secret',
      everything,
    );
    const started = performance.now();
    await assert.rejects(session.run(endless, { ...limits, timeoutMs: 300 }), { reason: 'timeout' });
    assert.ok(performance.now() - started < 3_000);
    const { data } = await session.run(await checkStatement('select count(*) from orders', model), limits);
    assert.deepEqual(data, [[3]]);
  });
});

test('a file that is damaged, or none, says so', async () => {
  const broken = join(folder, 'broken.sqlite');
  writeFileSync(broken, `SQLite format 3\0${'x'.repeat(5_000)}`);
  for (const file of [broken, join(folder, 'missing.sqlite')]) {
    await assert.rejects(
      using(async () => undefined, file),
      { reason: 'unreachable' },
    );
  }
  assert.ok(!existsSync(join(folder, 'missing.sqlite')));
});
