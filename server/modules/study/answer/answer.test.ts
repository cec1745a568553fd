import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerFromPassages, toPassages } from './answer-question.ts';

const harbour =
  'The harbour of Århus was founded by Viking merchants in the 8th century. Its first stone pier was built in 1845 by the engineer ' +
  'Johan Lindqvist. The port handles 12.5 million tonnes of cargo every year and employs 2,300 people. The old customs house was ' +
  'closed because the roof had been damaged by a storm. Ships reach the harbour by passing through the narrow strait of Kattegat. ' +
  'The largest crane is called Stærke Hans.';

const ask = (question: string, passages = [harbour]) => {
  const found = answerFromPassages(question, passages);
  const [best] = found.extracts;
  return { ...found, answer: best ? (passages[best.passage]?.slice(best.start, best.end) ?? '') : '', best };
};

describe('the answering words are picked by what is asked', () => {
  for (const [question, expected] of [
    ['When was the first stone pier built?', '1845'],
    ['In what year was the first stone pier of the harbour built?', '1845'],
    ['Who built the first stone pier?', 'Johan Lindqvist'],
    ['How many people does the port employ?', '2,300'],
    ['Why was the old customs house closed?', 'the roof had been damaged by a storm'],
    ['What is the largest crane called?', 'Stærke Hans'],
    ['How much cargo does the port handle every year?', '12.5 million tonnes'],
  ] as const) {
    test(question, () => {
      const { answer, answerable } = ask(question);
      assert.equal(answer, expected);
      assert.ok(answerable);
    });
  }
});

test('every extract stands where it says, inside its sentence', () => {
  for (const question of [
    'Who built the pier?',
    'How do ships reach the harbour?',
    'What?',
    '???',
    'Wann?',
    '何ですか',
  ]) {
    for (const { start, end, sentence, passage } of ask(question, [harbour, 'Ein anderer Text über Bäume 🌳.'])
      .extracts) {
      assert.ok(passage === 0 || passage === 1);
      assert.ok(sentence.start <= start && start < end && end <= sentence.end, question);
    }
  }
});

describe('it says so when the text does not say', () => {
  for (const question of [
    'Who is the president of Argentina?',
    'What did Marie Curie discover in 1898?',
    'Why was the old customs house not closed?',
    'When was the last stone pier demolished by Napoleon?',
    'How many submarines did Queen Victoria sell to Portugal?',
  ]) {
    test(question, () => assert.equal(ask(question).answerable, false));
  }

  test('nothing to read', () => {
    for (const passages of [[], [''], ['   \n ']]) assert.equal(ask('Who built it?', passages).answerable, false);
  });
});

test('of many passages the one that says it is found', () => {
  const filler = Array.from(
    { length: 200 },
    (_, index) => `Report ${index}: the weather over field ${index} was calm and grey.`,
  );
  const { best, answer } = ask('Who built the first stone pier?', [...filler, harbour]);
  assert.equal(best?.passage, 200);
  assert.equal(answer, 'Johan Lindqvist');
});

test('long texts are cut into passages that keep their places', () => {
  const text = Array.from({ length: 300 }, (_, index) => `Absatz ${index}: Grüße aus Køge. Noch ein Satz.`).join(
    '\n\n',
  );
  const passages = toPassages(text);
  assert.ok(passages.length > 3);
  assert.equal(passages.map((passage) => passage.text).join(''), text);
  for (const { text: part, start } of passages) assert.equal(text.slice(start, start + part.length), part);
});

test('a long text takes no more than seconds', () => {
  const started = performance.now();
  ask(
    'Who built the first stone pier?',
    toPassages(`${harbour} `.repeat(2_000)).map(({ text }) => text),
  );
  assert.ok(performance.now() - started < 10_000);
});
