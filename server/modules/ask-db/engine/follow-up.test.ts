import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readFollowUp } from './follow-up.ts';
import { readQuestion } from './index.ts';
import { sameResult } from './testing/same-result.ts';
import { shop } from './testing/shop.ts';
import { TestDatabase } from './testing/test-database.ts';

const database = new TestDatabase(shop);
const ask = (question: string, previous?: Parameters<typeof readQuestion>[2]['previous']) =>
  readQuestion(database.model, question, {
    findValues: async () => [],
    today: '2026-11-21',
    ...(previous && { previous }),
  });

describe('follow-ups', () => {
  after(() => database.close());

  test('are told from questions that stand by themselves', () => {
    assert.equal(readFollowUp('And by month?'), 'by month');
    assert.equal(readFollowUp('What about Berlin?'), 'Berlin');
    assert.equal(readFollowUp('only 2023'), 'in 2023');
    assert.equal(readFollowUp('How many customers are there?'), null);
    assert.equal(readFollowUp('What is the average price of products?'), null);
  });

  const conversations: [first: string, then: string, gold: string][] = [
    [
      'How many customers are from Germany?',
      'What about France?',
      "SELECT count(*) FROM customers WHERE country = 'France'",
    ],
    ['How many orders are there?', 'and by status?', 'SELECT status, count(*) FROM orders GROUP BY 1'],
    ['How many orders are there?', 'only 2025', "SELECT count(*) FROM orders WHERE order_date LIKE '2025%'"],
    [
      'What is the total order amount in 2024?',
      'and in 2025?',
      "SELECT sum(total_amount) FROM orders WHERE order_date LIKE '2025%'",
    ],
    [
      'What is the total order amount by country?',
      'and by month?',
      "SELECT date(order_date, 'start of month'), sum(total_amount) FROM orders GROUP BY 1",
    ],
    [
      'How many orders are there?',
      'per customer',
      'SELECT first_name, last_name, count(*) FROM orders JOIN customers USING (customer_id) GROUP BY customer_id',
    ],
    [
      'Number of orders per customer',
      'top 2',
      'SELECT first_name, last_name, count(*) c FROM orders JOIN customers USING (customer_id) GROUP BY customer_id ORDER BY c DESC LIMIT 2',
    ],
    [
      'Which products cost more than 30?',
      'only from the Garden category',
      'SELECT product_name FROM products WHERE unit_price > 30 AND category_id = 1',
    ],
  ];
  for (const [first, then, gold] of conversations) {
    test(`${first} – ${then}`, async () => {
      const before = await ask(first);
      assert.equal(before.kind, 'query');
      const reading = before.kind === 'query' ? await ask(then, before.plan) : before;
      assert.equal(reading.kind, 'query', reading.kind === 'cannot_answer' ? reading.reason : '');
      assert.ok(
        reading.kind === 'query' && sameResult(database.rows(gold), database.rows(reading.sql), false),
        reading.kind === 'query' ? reading.sql : '',
      );
    });
  }

  test('about something the data does not have are refused', async () => {
    const before = await ask('How many orders are there?');
    assert.equal(before.kind === 'query' && (await ask('and by weather?', before.plan)).kind, 'cannot_answer');
  });
});
