import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sameResult } from './same-result.ts';

describe('results are the same', () => {
  test('in any order of columns and rows, with numbers as text or rounded', () => {
    assert.ok(
      sameResult(
        [
          ['a', 1],
          ['b', 2.0000001],
        ],
        [
          ['2', 'b'],
          ['1.0', 'a'],
        ],
        false,
      ),
    );
  });

  test('but not with another column, row or value', () => {
    assert.ok(!sameResult([['a', 1]], [['a', 1, 'x']], false));
    assert.ok(
      !sameResult(
        [['a', 1]],
        [
          ['a', 1],
          ['a', 1],
        ],
        false,
      ),
    );
    assert.ok(!sameResult([['a', 1]], [['a', 2]], false));
    assert.ok(
      !sameResult(
        [
          ['a', 1],
          ['b', 2],
        ],
        [
          ['a', 2],
          ['b', 1],
        ],
        false,
      ),
    );
  });

  test('in the order of rows only where it was asked for', () => {
    assert.ok(sameResult([['a'], ['b']], [['b'], ['a']], false));
    assert.ok(!sameResult([['a'], ['b']], [['b'], ['a']], true));
  });
});
