import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readQuestion } from './index.ts';
import { clinic } from './testing/clinic.ts';
import { clinicAnswered, clinicRefused } from './testing/clinic-questions.ts';
import { library } from './testing/library.ts';
import { libraryAnswered, libraryRefused } from './testing/library-questions.ts';
import { sameResult } from './testing/same-result.ts';
import { school } from './testing/school.ts';
import { schoolAnswered, schoolRefused } from './testing/school-questions.ts';
import { shop } from './testing/shop.ts';
import { shopAnswered, shopRefused } from './testing/shop-questions.ts';
import { TestDatabase } from './testing/test-database.ts';

const databases = [
  { name: 'a shop', schema: shop, answered: shopAnswered, refused: shopRefused },
  { name: 'a school', schema: school, answered: schoolAnswered, refused: schoolRefused },
  { name: 'a library', schema: library, answered: libraryAnswered, refused: libraryRefused },
  { name: 'a clinic', schema: clinic, answered: clinicAnswered, refused: clinicRefused },
];
const today = '2026-11-21';

for (const { name, schema, answered, refused } of databases) {
  const database = new TestDatabase(schema);
  const ask = (question: string) => readQuestion(database.model, question, { findValues: async () => [], today });

  describe(`questions to ${name}`, () => {
    after(() => database.close());

    for (const [question, gold] of answered) {
      test(question, async () => {
        const reading = await ask(question);
        assert.equal(reading.kind, 'query', reading.kind === 'cannot_answer' ? reading.reason : reading.kind);
        const ordered = /\b(order|sort)(ed)? /.test(question);
        assert.ok(
          reading.kind === 'query' && sameResult(database.rows(gold), database.rows(reading.sql), ordered),
          reading.kind === 'query' ? reading.sql : '',
        );
      });
    }

    for (const question of refused) {
      test(`refused: ${question}`, async () => {
        const reading = await ask(question);
        assert.notEqual(reading.kind, 'query', reading.kind === 'query' ? reading.sql : '');
      });
    }
  });
}
