import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toStudyText } from '../text/study-text.ts';
import { makeFlashcards, makeQuiz } from './cards.ts';

const text =
  'Photosynthesis is the process by which green plants turn light into chemical energy. It was described in 1779 by Jan Ingenhousz. ' +
  'Melvin Calvin received the Nobel Prize for chemistry in 1961. The chloroplast is an organelle that holds the green pigment. ' +
  'A mature leaf of a beech tree has about 500,000 chloroplasts for every square millimetre. Robert Hill showed the splitting of ' +
  'water in 1937. Otto Warburg measured the oxygen of algae in Berlin. Samuel Ruben worked with radioactive carbon in California.';

const german =
  'Die Photosynthese ist ein Vorgang, bei dem Pflanzen Licht in Energie umwandeln. Melvin Calvin erhielt den Nobelpreis im Jahr 1961. ' +
  'Robert Hill zeigte 1937 die Spaltung von Wasser.';

test('cards ask for definitions and facts, and say where they come from', () => {
  for (const given of [text, german]) {
    const cards = makeFlashcards(toStudyText(given), 20);
    assert.ok(cards.length >= 3);
    for (const { kind, front, back, source } of cards) {
      const sentence = given.slice(source.start, source.end);
      if (kind === 'cloze') assert.equal(front.replace('_____', back), sentence);
      else assert.ok(back === sentence && sentence.startsWith(front));
    }
    assert.equal(new Set(cards.map(({ front }) => front)).size, cards.length);
    const definitions = cards.filter(({ kind }) => kind === 'definition').map(({ front }) => front);
    assert.ok(
      definitions.some((term) => term.includes('hotosynthes')),
      definitions.join(),
    );
  }
  assert.equal(makeFlashcards(toStudyText(text), 2).length, 2);
});

test('questions have four different choices, of which the marked one is right', () => {
  const questions = makeQuiz(toStudyText(text), 10);
  assert.ok(questions.length >= 3);
  for (const { question, choices, answer, explanation, source } of questions) {
    assert.equal(choices.length, 4);
    assert.equal(new Set(choices.map((choice) => choice.toLowerCase())).size, 4);
    assert.equal(question.replace('_____', choices[answer] ?? ''), explanation);
    assert.equal(text.slice(source.start, source.end), explanation);
    for (const [index, choice] of choices.entries()) {
      if (index !== answer) assert.ok(!explanation.includes(choice), `${choice} would be right too`);
      assert.equal(/\d/.test(choice), /\d/.test(choices[answer] ?? ''), 'of the same kind');
    }
  }
  assert.ok(new Set(questions.map(({ answer }) => answer)).size > 1, 'not always at the same place');
});

test('a text without facts gives none', () => {
  for (const given of ['Hm.', 'a b c', '???', '🌍🌍🌍']) {
    assert.deepEqual(makeFlashcards(toStudyText(given), 5), []);
    assert.deepEqual(makeQuiz(toStudyText(given), 5), []);
  }
});
