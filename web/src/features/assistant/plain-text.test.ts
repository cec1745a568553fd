import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from './plain-text.ts';

test('what was said stays, its signs go', () => {
  assert.equal(plainText('## Plan\n\n- **fett** und _schräg_\n- `code`'), 'Plan fett und schräg code');
  assert.equal(plainText('| a | b |\n|---|--:|\n| 1 | 2 |'), 'a b 1 2');
  assert.equal(plainText('Siehe [hier](https://example.org) 👋'), 'Siehe hier 👋');
  assert.equal(plainText('```ts\nconst a = 1;\n```'), 'const a = 1;');
});

test('signs that mean themselves stay', () => {
  assert.equal(plainText('2 * 3 * 4 = 24, snake_case_name'), '2 * 3 * 4 = 24, snake_case_name');
});
