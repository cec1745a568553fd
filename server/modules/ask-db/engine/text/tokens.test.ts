import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stem, verbStems } from './stem.ts';
import { splitName, tokenize } from './tokens.ts';

const kinds = (text: string) => tokenize(text).map(({ kind, text: written }) => `${kind}:${written}`);

describe('tokens', () => {
  test('keep quoted names, amounts and dates whole', () => {
    assert.deepEqual(kinds('named "Joe’s Pizza" over $30,000 since 2023-03-15?'), [
      'word:named',
      'quoted:Joe’s Pizza',
      'word:over',
      'number:$30,000',
      'word:since',
      'date:2023-03-15',
      'mark:?',
    ]);
    assert.equal(tokenize('$30,000')[0]?.value, 30_000);
  });

  test('lose the tails of contractions and possessives', () => {
    assert.deepEqual(
      tokenize("What's the customer's city?").map(({ lower }) => lower),
      ['what', 'the', 'customer', 'city', '?'],
    );
  });

  test('read identifiers as the words they are made of', () => {
    assert.deepEqual(splitName('sale_price'), ['sale', 'price']);
    assert.deepEqual(splitName('unitPrice'), ['unit', 'Price']);
    assert.deepEqual(splitName('USA'), ['USA']);
  });

  test('know the singular of a noun and the verb of a participle', () => {
    assert.deepEqual(['cities', 'sales', 'boxes', 'addresses', 'people', 'status', 'movies'].map(stem), [
      'city',
      'sale',
      'box',
      'address',
      'person',
      'status',
      'movie',
    ]);
    assert.ok(
      verbStems('hired').includes('hire') &&
        verbStems('shipped').includes('ship') &&
        verbStems('supplied').includes('supply'),
    );
  });
});
