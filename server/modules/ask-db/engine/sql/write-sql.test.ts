import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Condition, Expr, Query } from '../plan.ts';
import { TestDatabase } from '../testing/test-database.ts';
import { writeSql } from './write-sql.ts';

const name: Expr = { kind: 'column', table: 'people', column: 'na"me', type: 'text' };
const born: Expr = { kind: 'column', table: 'people', column: 'born', type: 'date' };

function query(select: Expr, where: Condition[] = []): Query {
  const one = [{ expr: select, name: 'value' }];
  return {
    from: 'people',
    joins: [],
    select: one,
    distinct: false,
    where,
    groupBy: [],
    having: [],
    orderBy: [],
    limit: null,
  };
}

describe('SQL', () => {
  const database = new TestDatabase(`
    CREATE TABLE people ("na""me" TEXT, born DATE);
    INSERT INTO people VALUES ('O''Neil', '2024-05-17'), ('50%_\\', '2024-11-03'), ('50 per cent', '2023-02-28')`);
  const rows = (one: Query) => database.rows(writeSql(one, 'sqlite')).map(([value]) => value);

  test('quotes every name and text, whatever is in it', () => {
    const equals: Condition = {
      kind: 'compare',
      left: name,
      op: '=',
      right: { kind: 'literal', value: "O'Neil", type: 'text' },
    };
    assert.deepEqual(rows(query(name, [equals])), ["O'Neil"]);
    assert.match(writeSql(query(name, [equals]), 'postgresql'), /"people"\."na""me" = 'O''Neil'/);
  });

  test('takes wildcards in a text as they are written', () => {
    assert.deepEqual(rows(query(name, [{ kind: 'like', left: name, where: 'starts', text: '50%_\\' }])), ['50%_\\']);
  });

  test('starts months, quarters and weeks at their first day', () => {
    const starts = (unit: 'month' | 'quarter' | 'week') => rows(query({ kind: 'date-start', unit, of: born }));
    assert.deepEqual(starts('month'), ['2024-05-01', '2024-11-01', '2023-02-01']);
    assert.deepEqual(starts('quarter'), ['2024-04-01', '2024-10-01', '2023-01-01']);
    assert.deepEqual(starts('week'), ['2024-05-13', '2024-10-28', '2023-02-27']);
  });

  test('spells dates as each dialect wants them', () => {
    const since: Condition = {
      kind: 'compare',
      left: born,
      op: '>=',
      right: { kind: 'literal', value: '2024-06-01', type: 'date' },
    };
    assert.match(writeSql(query(name, [since]), 'postgresql'), />= DATE '2024-06-01'/);
    assert.deepEqual(rows(query(name, [since])), ['50%_\\']);
  });
});
