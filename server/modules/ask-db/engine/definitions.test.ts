import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyDefinitions, readAdvice, readDefinitions, separateInstructions } from './definitions.ts';

describe('definitions', () => {
  test('stand in for their terms', () => {
    const definitions = readDefinitions('TSC = Total Sales Count.');
    assert.equal(applyDefinitions('What is the TSC in 2023?', definitions), 'What is the Total Sales Count in 2023?');
  });

  test('are read from plain sentences', () => {
    const [revenue] = readDefinitions('Note that revenue refers to the sum of sale_price in the sales table.');
    assert.deepEqual(revenue, { term: 'revenue', meaning: 'sum of sale_price' });
  });

  test('are taken from the words in brackets where a formula follows', () => {
    assert.deepEqual(readDefinitions('ASP (average selling price) = total sales amount / number of sales'), [
      { term: 'asp', meaning: 'average sale price' },
    ]);
  });

  test('are no definitions when they are formulas alone', () => {
    assert.deepEqual(readDefinitions('margin = (price - cost) / price'), []);
  });

  test('leave advice that a grammar cannot follow', () => {
    assert.equal(readAdvice('Compute the average of each shop first. Match names with wildcards.').length, 1);
  });

  test('and directions are told from the question they came with', () => {
    assert.deepEqual(separateInstructions('Which cities are large?\nAlways filter names using ILIKE'), {
      asked: 'Which cities are large?',
      advice: 'Always filter names using ILIKE\n',
    });
    const { asked, advice } = separateInstructions('What is the TSC? Return it by month. TSC = total sales count.');
    assert.equal(asked, 'What is the TSC? Return it by month.');
    assert.match(advice, /^TSC = total sales count/);
  });
});
