import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorBody, InsightStats, TableInsight } from '@parlance/contracts';
import { startApp } from '../../../../test/harness/index.ts';
import { createFindValues } from '../analysis/find-values.ts';
import { loadModel } from '../analysis/load-model.ts';
import { analysed, connectedDemo, share } from '../test-connections.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const viewer = await app.signUp('viewer');
const chatter = await app.signUp('chatter');
const stranger = await app.signUp('stranger');
const demo = await connectedDemo(ada);
await share(ada, demo.id, viewer, 'view');
await share(ada, demo.id, chatter, 'chat');
const path = `/v1/intelligence/${demo.id}`;
const model = () => loadModel(app.platform, { id: demo.id, kind: 'sqlite' });

async function insightOf(name: string): Promise<TableInsight> {
  const { body } = await ada.call<{ items: TableInsight[] }>('GET', `${path}/insights?limit=200`);
  const insight = body.items.find(({ table_name }) => table_name === name);
  assert.ok(insight, name);
  return insight;
}
const column = (insight: TableInsight, name: string) => {
  const found = insight.columns.find((entry) => entry.name === name);
  assert.ok(found, name);
  return found;
};

test('the demo is understood: rows, keys, values, ranges and why', async () => {
  const orders = await insightOf('orders');
  assert.deepEqual([orders.row_count, orders.row_count_exact, orders.kind], [2_400, true, 'table']);
  assert.ok(
    orders.joins.some(
      (join) => join.ref_table === 'customers' && join.columns[0] === 'customer_id' && join.origin === 'key',
    ),
  );
  assert.match(orders.summary, /customers/);
  const status = column(orders, 'status');
  assert.equal(status.indexing_strategy, 'categorical');
  assert.deepEqual(status.categorical_values?.map(({ value }) => value).toSorted(), [
    'cancelled',
    'delivered',
    'paid',
    'pending',
    'returned',
    'shipped',
  ]);
  assert.equal(
    status.categorical_values?.reduce((sum, { count }) => sum + count, 0),
    2_400,
  );
  const at = column(orders, 'ordered_at');
  assert.deepEqual([at.type, at.indexing_strategy], ['timestamp', 'skip']);
  assert.match(at.min ?? '', /^\d{4}-\d\d-\d\d/);
  assert.equal(column(orders, 'customer_id').foreign_key_ref, 'customers.id');
});

test('what is personal is known as such, and nothing of it is kept anywhere', async () => {
  const customers = await insightOf('customers');
  for (const name of ['email', 'name']) {
    const { sensitive, indexing_strategy, sample_values, categorical_values, reason } = column(customers, name);
    assert.deepEqual([sensitive, indexing_strategy, sample_values, categorical_values], [true, 'skip', [], null], name);
    assert.match(reason, /not kept/);
  }
  assert.equal(column(customers, 'city').sensitive, false);
  for (const table of ['connection_values', 'connection_columns', 'connection_tables', 'events']) {
    const { rows } = await app.platform.database.pool.query(`select * from ${table}`);
    assert.ok(!JSON.stringify(rows).includes('@example.org'), table);
  }
});

test('values are found by their spelling and by likeness, with what they are of', async () => {
  const find = createFindValues(app.platform, demo.id);
  const hits = await find(['malaga', 'cast iron skilet', 'nothing like it', '']);
  assert.deepEqual(hits[0], { phrase: 'malaga', table: 'customers', column: 'city', value: 'Málaga', score: 1 });
  const skillet = hits.find(({ phrase }) => phrase === 'cast iron skilet');
  assert.deepEqual([skillet?.table, skillet?.column, skillet?.value], ['products', 'name', 'Cast Iron Skillet']);
  assert.ok(skillet && skillet.score > 0.7 && skillet.score < 1);
  assert.ok(!hits.some(({ phrase }) => phrase === 'nothing like it'));
});

test('owners edit what is known, and the next analysis keeps it', async () => {
  const { id } = await insightOf('products');
  const edit = {
    description: 'What we sell',
    synonyms: ['articles', 'goods'],
    columns: [
      { name: 'cost', hidden: true },
      { name: 'name', sensitive: true, synonyms: ['label'] },
    ],
    joins: [{ columns: ['id'], ref_table: 'reviews', ref_columns: ['product_id'] }],
    metrics: [{ name: 'margin', synonyms: ['profit'], expression: 'sum(price - cost)' }],
  };
  const { status, body } = await ada.call<TableInsight & ErrorBody>('PUT', `${path}/insights/${id}`, edit);
  assert.equal(status, 200, JSON.stringify(body));
  const check = (insight: TableInsight) => {
    assert.deepEqual([insight.description, insight.synonyms], ['What we sell', ['articles', 'goods']]);
    assert.deepEqual([column(insight, 'cost').hidden, column(insight, 'name').sensitive], [true, true]);
    assert.deepEqual(column(insight, 'name').sample_values, []);
    assert.ok(insight.joins.some(({ origin, ref_table }) => origin === 'edited' && ref_table === 'reviews'));
    assert.deepEqual(insight.metrics, edit.metrics);
  };
  check(body);
  assert.ok(!(await createFindValues(app.platform, demo.id)(['Wok'])).some(({ table }) => table === 'products'));
  await ada.call('POST', `/v1/connections/${demo.id}/reanalyze`);
  assert.equal((await analysed(ada, demo.id)).status, 'ready');
  check(await insightOf('products'));
  const { tables, metrics } = await model();
  const products = tables.find(({ name }) => name === 'products');
  assert.deepEqual(products?.columns.find(({ name }) => name === 'cost')?.hidden, true);
  assert.deepEqual(
    metrics.filter(({ table }) => table === 'products'),
    [{ ...edit.metrics[0], table: 'products' }],
  );
  assert.ok(metrics.some(({ name, table }) => name === 'revenue' && table === 'order_items'));
});

test('an edit that does not fit names the field and changes nothing', async () => {
  const { id } = await insightOf('categories');
  const wrong: [object, string][] = [
    [{ description: 'x', columns: [{ name: 'none', hidden: true }] }, 'columns.0.name'],
    [{ description: 'x', joins: [{ columns: ['id'], ref_table: 'none', ref_columns: ['id'] }] }, 'joins.0.ref_table'],
    [
      { description: 'x', joins: [{ columns: ['id'], ref_table: 'orders', ref_columns: ['id', 'id'] }] },
      'joins.0.ref_columns',
    ],
    [
      { description: 'x', metrics: [{ name: 'm', synonyms: [], expression: "load_extension('x'); --" }] },
      'metrics.0.expression',
    ],
  ];
  for (const [body, field] of wrong) {
    const answer = await ada.call<ErrorBody>('PUT', `${path}/insights/${id}`, body);
    assert.deepEqual([answer.status, answer.body.fields?.[0]?.path], [422, field]);
  }
  assert.equal((await insightOf('categories')).description, null);
});

test('viewers see, chatters ask only, strangers find nothing', async () => {
  const { id } = await insightOf('orders');
  const expected = {
    [viewer.user.username]: [200, 200, 403],
    [chatter.user.username]: [403, 403, 403],
    [stranger.user.username]: [404, 404, 404],
  };
  for (const person of [viewer, chatter, stranger]) {
    const answers = [
      await person.call('GET', `${path}/insights`),
      await person.call('GET', `${path}/stats`),
      await person.call('PUT', `${path}/insights/${id}`, { description: 'x' }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      expected[person.user.username],
    );
  }
  const { body } = await viewer.call<InsightStats>('GET', `${path}/stats`);
  assert.ok(
    body.tables === 7 && body.columns > 30 && body.indexed_values > 30 && body.sensitive >= 2,
    JSON.stringify(body),
  );
});
