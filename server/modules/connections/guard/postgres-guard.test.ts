import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnModel, TableModel } from '../database-model.ts';
import { checkStatement } from './index.ts';

const column = (name: string, hidden = false) => ({ name, hidden }) as ColumnModel;
const table = (schema: string, name: string, columns: ColumnModel[], hidden = false) =>
  ({ schema, name, columns, hidden }) as TableModel;
const model = {
  dialect: 'postgresql' as const,
  tables: [
    table('public', 'orders', [column('id'), column('total')]),
    table('shöp', 'Weird "name"', [column('id')]),
    table('public', 'people', [column('id'), column('name'), column('salary', true)]),
    table('public', 'vault', [column('id')], true),
  ],
};

const allowed = [
  'select count(*), sum(total) from orders',
  'select o.id from "public"."orders" o where o.total > 5 order by 1 desc nulls last limit 3;',
  "with top as (select id from orders limit 3) select lower('A'), extract(year from now()) from top join orders using (id)",
  "select date_trunc('month', current_date) - interval '1 month', (total::numeric(10,2))::text, case when id in (1,2) then 'x' end from orders",
  'select row_number() over (partition by id order by total) from orders group by grouping sets ((id, total), ())',
  'select 1 union all select 2 except select 3',
  "select id from orders where total between 1 and 2 and not exists (select 1 from orders p where p.id ilike any (array['a','b']))",
  'select percentile_cont(0.5) within group (order by total) filter (where id > 3) from orders',
  'select \'a; drop table x -- \' as "semi;colon" /* ; */ from orders -- the end',
  'select id from "shöp"."Weird ""name"""',
  'select name, id from people',
  "select to_char(now() at time zone 'Europe/Berlin', 'YYYY')",
];

for (const sql of allowed) {
  test(`runs: ${sql}`, async () => {
    assert.ok((await checkStatement(sql, model)).passed);
  });
}

const refused: [string, RegExp][] = [
  ['select 1; select 2', /exactly one/],
  ['commit; drop table orders', /exactly one/],
  ['select 1; commit; select pg_sleep(1)', /exactly one/],
  ['', /empty/],
  ['-- nothing', /exactly one/],
  ['selec 1', /not valid SQL/],
  ['delete from orders', /only SELECT/],
  ['update orders set total = 0', /only SELECT/],
  ['explain analyze select 1', /only SELECT/],
  ['set statement_timeout = 0', /only SELECT/],
  ['begin', /only SELECT/],
  ['vacuum', /only SELECT/],
  ['do $$ begin perform pg_sleep(1); end $$', /only SELECT/],
  ["copy orders to program 'id'", /only SELECT/],
  ["copy (select 1) to '/tmp/x'", /only SELECT/],
  ['prepare x as select 1', /only SELECT/],
  ['with gone as (delete from orders returning *) select * from gone', /DeleteStmt/],
  ['select * into copied from orders', /INTO/],
  ['select * from orders for update', /LOCKING/],
  ["select pg_read_file('/etc/passwd')", /pg_read_file/],
  ["select pg_ls_dir('/')", /pg_ls_dir/],
  ["select * from pg_ls_dir('/')", /RangeFunction/],
  ["select set_config('statement_timeout', '0', true)", /set_config/],
  ["select current_setting('is_superuser')", /current_setting/],
  ['select pg_advisory_lock(1)', /pg_advisory_lock/],
  ["select lo_from_bytea(0, 'x')", /lo_from_bytea/],
  ["select lo_import('/etc/passwd')", /lo_import/],
  ["select query_to_xml('select 1', true, true, '')", /query_to_xml/],
  ["select database_to_xml(true, true, '')", /database_to_xml/],
  ['select pg_sleep(10)', /pg_sleep/],
  ['select pg_catalog.pg_sleep(10)', /pg_sleep/],
  ["select nextval('orders_id_seq')", /nextval/],
  ["select pg_notify('a', 'b')", /pg_notify/],
  ["select dblink('host=x', 'select 1')", /dblink/],
  ["select repeat('x', 1000000000)", /repeat/],
  ["select lpad('x', 1000000000)", /lpad/],
  ['select * from generate_series(1, 1000000000)', /RangeFunction/],
  ['select public.lower(name) from people', /public\.lower/],
  ['select 1 operator(public.+) 2', /operator public/],
  ["select 'pg_authid'::regclass", /regclass/],
  ["select xmlparse(document '<a/>')", /XmlExpr|type/],
  ['select current_user', /who is logged in/],
  ['select session_user', /who is logged in/],
  ['with recursive r as (select 1 union all select 1 from r) select count(*) from r', /RECURSIVE/],
  ['select * from pg_catalog.pg_authid', /no table/],
  ['select * from pg_shadow', /no table/],
  ['select * from information_schema.tables', /no table/],
  ['with pg_authid as (select 1) select * from (select 1) x, pg_authid', /pg_/],
  ['select * from other.orders', /no table/],
  ['select * from elsewhere.public.orders', /another database/],
  ['select * from vault', /no table/],
  ['select * from orders tablesample system (1)', /RangeTableSample/],
  ['table people', /\*/],
  ['select * from people', /\*/],
  ['select salary from people', /salary is hidden/],
  ['select p.salary from people p', /salary is hidden/],
  ['select p from people p', /whole rows/],
  ['select row_to_json(people) from people', /whole rows/],
  ['select c from people as p(a, b, c)', /renames/],
  ['select x.* from (select * from people) x', /\*/],
  ['select 1 from orders order by (select salary from people limit 1)', /salary is hidden/],
  ['select $1', /ParamRef/],
  ['select 1\u0000; drop table orders', /no text/],
  ['select \ud800', /no text/],
  [`select ${'('.repeat(2_000)}1${')'.repeat(2_000)}`, /nested/],
  [`select '${'x'.repeat(30_000)}'`, /longer/],
];

for (const [sql, why] of refused) {
  test(`does not run: ${sql.slice(0, 80)}`, async () => {
    await assert.rejects(checkStatement(sql, model), (error: Error) => {
      assert.equal('reason' in error && error.reason, 'refused');
      assert.match(error.message, why);
      return true;
    });
  });
}

test('tables get the schema of the model, wherever they are named', async () => {
  const { text } = await checkStatement(
    'with o as (select * from orders) select \'ö orders\', (select max(id) from "Weird ""name""") from o, orders x where x.id in (select id from only orders)',
    model,
  );
  assert.equal(
    text,
    'with o as (select * from "public".orders) select \'ö orders\', (select max(id) from "shöp"."Weird ""name""") from o, "public".orders x where x.id in (select id from only "public".orders)',
  );
});
