import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzeSentiment, analyzeText } from './analyze-text.ts';

/** Everyday sentences, written before the analyser was tried on them; none of them is tuned for. */
const everyday: Record<'positive' | 'neutral' | 'negative', string[]> = {
  positive: [
    'Thank you so much, this was a great help!',
    'I really love the new design.',
    'Best coffee I have had in years.',
    'The team did an excellent job on the release.',
    'We had a wonderful time at the lake.',
    "I'm so happy for you 🎉",
    'Works perfectly, and the support was friendly and fast.',
    'What a beautiful morning.',
    'I am glad that we talked about it.',
    'That is good news!',
    'The food was delicious and the staff kind.',
    'She was delighted with the gift.',
    'This makes my work so much easier.',
    'Not bad at all, I like it.',
  ],
  neutral: [
    'The meeting starts at three in room 204.',
    'Please send me the invoice by Friday.',
    'The train to Hamburg leaves from platform 7.',
    'He moved the table next to the window.',
    'Our office has twelve desks.',
    'What time is it in Tokyo?',
    'The report has twenty pages.',
    'I will call you tomorrow.',
    'Maria is from Lisbon and works in accounting.',
    'Put the files into the shared folder.',
    'The store opens at nine.',
    'Water boils at 100 degrees.',
  ],
  negative: [
    'This is the worst service I have ever seen.',
    'I am very disappointed with the result.',
    'The app crashes all the time and nobody helps.',
    'I hate waiting in line.',
    "I don't like this at all.",
    'The room was dirty and it smelled terrible.',
    'We lost the customer because of this stupid mistake.',
    'It is not good enough.',
    'My order arrived broken again 😡',
    'What a boring film.',
    "I'm sad that she left.",
    'This is useless and a waste of money.',
    'He was rude to everyone.',
    'Nothing works, I am so frustrated!',
  ],
};

test('the label fits on most everyday sentences, and is hardly ever the opposite', async () => {
  const wrong: string[] = [];
  let opposite = 0;
  for (const [label, sentences] of Object.entries(everyday)) {
    for (const sentence of sentences) {
      const found = await analyzeSentiment(sentence);
      if (found.label === label) continue;
      wrong.push(`${label} read as ${found.label} (${found.score}): ${sentence}`);
      if (label !== 'neutral' && found.label !== 'neutral') opposite += 1;
    }
  }
  const all = Object.values(everyday).flat().length;
  assert.ok(wrong.length <= all * 0.25, `${all - wrong.length} of ${all}\n${wrong.join('\n')}`);
  assert.ok(opposite <= 2, wrong.join('\n'));
});

test('negation turns, intensity strengthens, an emoji speaks', async () => {
  const score = async (text: string) => (await analyzeSentiment(text)).score;
  assert.ok((await score('The food is good.')) > 0 && (await score('The food is not good.')) < 0);
  assert.ok((await score('The food is very good.')) > (await score('The food is good.')));
  assert.ok((await score('The food is slightly bad.')) > (await score('The food is bad.')));
  assert.ok((await score('See you tomorrow 😀')) > 0 && (await score('See you tomorrow 😡')) < 0);
  for (const text of ['Great great great!!! 😀😀😀', 'worst worst worst', ''])
    assert.ok(Math.abs(await score(text)) <= 1);
});

test('what the lexicon does not know is neutral, and said by its language', async () => {
  const german = await analyzeText('Das ist wunderbar, ich freue mich sehr über die neue Küche.');
  assert.deepEqual([german.language, german.sentiment], ['de', { label: 'neutral', score: 0 }]);
});
