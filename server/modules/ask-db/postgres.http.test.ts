import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AskAnswer, Connection, ErrorBody, TableInsight } from '@parlance/contracts';
import pg from 'pg';
import { startApp } from '../../../test/harness/index.ts';
import { newId } from '../../platform/ids.ts';
import { analysed } from '../connections/test-connections.ts';

const server = process.env.TEST_DATABASE_URL;

/** A PostgreSQL of somebody else's, from the connection to the answer. */
describe('a real PostgreSQL through the product', { skip: !server && 'needs TEST_DATABASE_URL' }, async () => {
  if (!server) return;
  const database = `parlance_guest_${newId().replaceAll('-', '')}`;
  const url = new URL(server);
  const app = await startApp({ settings: { CONNECTIONS_ALLOW: url.hostname } });
  const ada = await app.signUp('ada');
  const admin = async (text: string, name = database) => {
    const target = new URL(server);
    target.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: target.href });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };
  before(async () => {
    await admin(`create database ${database}`, 'postgres');
    await admin(`create schema sales;
      create type mood as enum ('happy', 'sad');
      create table sales.customers (id serial primary key, name text, email text, city text, mood mood, born date, extra jsonb, spot point, tags text[]);
      create table sales.orders (id uuid primary key default gen_random_uuid(), customer_id int, total numeric(10,2), paid boolean, at timestamptz);
      create view sales.paid_orders as select * from sales.orders where paid;
      comment on table sales.orders is 'What was bought';
      insert into sales.customers (name, email, city, mood, born, extra) select 'Name ' || n, 'n' || n || '@example.org',
        (array['New York', 'São Paulo', 'Kyōto'])[1 + n % 3], 'happy', '1990-01-01'::date + n, '{"a": 1}' from generate_series(1, 300) n;
      insert into sales.orders (customer_id, total, paid, at) select 1 + n % 300, n, n % 2 = 0, '2026-01-01'::timestamptz + n * interval '1 hour'
        from generate_series(1, 3000) n; analyze`);
  });
  after(() => admin(`drop database if exists ${database} with (force)`, 'postgres'));

  const address = new URL(server);
  address.pathname = `/${database}`;
  let id = '';

  test('a superuser is refused by the analysis unless the owner insists', async () => {
    const created = await ada.call<Connection & ErrorBody>('POST', '/v1/connections/from-url', {
      url: address.href,
      name: 'Guest',
    });
    assert.equal(created.status, 201, JSON.stringify(created.body));
    id = created.body.id;
    const refused = await analysed(ada, id);
    assert.equal(refused.status, 'error');
    assert.match(refused.status_message ?? '', /superuser/);
    const insisted = await ada.call<Connection>('PUT', `/v1/connections/${id}`, { allow_superuser: true });
    assert.equal(insisted.status, 200);
    const { status, status_message } = await analysed(ada, id);
    assert.deepEqual([status, status_message], ['ready', null]);
  });

  test('it is understood: schemas, types, comments, inferred joins, values', async () => {
    const { body } = await ada.call<{ items: TableInsight[] }>('GET', `/v1/intelligence/${id}/insights`);
    const tables = new Map(body.items.map((table) => [table.table_name, table]));
    assert.deepEqual([...tables.keys()].toSorted(), ['customers', 'orders', 'paid_orders']);
    const orders = tables.get('orders');
    assert.deepEqual([orders?.schema_name, orders?.comment, orders?.row_count], ['sales', 'What was bought', 3_000]);
    assert.deepEqual(orders?.joins, [
      { columns: ['customer_id'], ref_table: 'sales.customers', ref_columns: ['id'], origin: 'inferred' },
    ]);
    const column = (name: string) => tables.get('customers')?.columns.find((entry) => entry.name === name);
    assert.deepEqual([column('city')?.indexing_strategy, column('city')?.distinct_count], ['categorical', 3]);
    assert.deepEqual([column('email')?.sensitive, column('email')?.sample_values], [true, []]);
    assert.deepEqual([column('born')?.type, column('born')?.min], ['date', '1990-01-02']);
    assert.deepEqual(
      ['extra', 'spot', 'tags'].map((name) => column(name)?.indexing_strategy),
      ['skip', 'skip', 'skip'],
    );
  });

  test('it answers, by way of its schema', async () => {
    const ask = async (question: string) => (await ada.call<AskAnswer>('POST', `/v1/chat/${id}`, { question })).body;
    assert.deepEqual((await ask('How many customers live in sao paulo?')).data, [[100]]);
    const { error, data, response } = await ask('number of orders by city');
    assert.equal(error, null, response);
    assert.equal(
      data.reduce((sum, row) => sum + Number(row.at(-1)), 0),
      3_000,
    );
  });

  test('it may go away, and nobody waits long', async () => {
    await admin(`alter database ${database} with allow_connections false`, 'postgres');
    const started = performance.now();
    const { body } = await ada.call<AskAnswer>('POST', `/v1/chat/${id}`, { question: 'How many customers are there?' });
    assert.equal(body.error, 'database_unavailable');
    assert.ok(performance.now() - started < 5_000);
    await admin(`alter database ${database} with allow_connections true`, 'postgres');
  });
});
