import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { school } from '../testing/school.ts';
import { shop } from '../testing/shop.ts';
import { TestDatabase } from '../testing/test-database.ts';
import { buildJoinGraph, joinTree } from './join-graph.ts';

describe('joins', () => {
  const [shopDatabase, schoolDatabase] = [new TestDatabase(shop), new TestDatabase(school)];
  after(() => {
    shopDatabase.close();
    schoolDatabase.close();
  });
  const path = (database: TestDatabase, ...tables: string[]) =>
    joinTree(buildJoinGraph(database.model), tables)?.edges.map(({ from, to }) => `${from}-${to}`);

  test('follow the declared keys over the tables between', () => {
    assert.deepEqual(path(shopDatabase, 'categories', 'orders'), [
      'categories-products',
      'products-order_items',
      'order_items-orders',
    ]);
    assert.deepEqual(path(shopDatabase, 'customers', 'orders'), ['customers-orders']);
  });

  test('follow columns of the same name where no key is declared', () => {
    assert.deepEqual(path(schoolDatabase, 'student', 'course'), ['student-enrollment', 'enrollment-course']);
  });

  test('go over the bridge table and not over what both sides only belong to', () => {
    assert.deepEqual(path(schoolDatabase, 'teacher', 'course'), ['teacher-teaches', 'teaches-course']);
  });

  test('know which side repeats rows', () => {
    const [edge] = joinTree(buildJoinGraph(shopDatabase.model), ['customers', 'orders'])?.edges ?? [];
    assert.deepEqual([edge?.toMany, edge?.fromMany], [true, false]);
  });

  test('are refused between tables that nothing connects', () => {
    const alone = new TestDatabase('CREATE TABLE a (x INTEGER); CREATE TABLE b (y TEXT);');
    assert.equal(joinTree(buildJoinGraph(alone.model), ['a', 'b']), null);
    alone.close();
  });
});
