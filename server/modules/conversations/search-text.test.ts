import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { excerpt, indexedText, searchTerms } from './search-text.ts';

describe('the text of the index', () => {
  const cases: [what: string, text: string, words: string][] = [
    ['case, accents and strokes', 'Ärger in Łódź, SØREN!', 'arger in lodz soren'],
    ['long and short s', 'Straße STRASSE ſtraße', 'strasse strasse strasse'],
    ['decomposed letters', 're\u0301sume\u0301 Å'.normalize('NFD'), 'resume a'],
    ['compatibility forms', 'ﬁne Ｆｕｌｌ ⅷ x²', 'fine full viii x2'],
    ['Greek and Cyrillic', 'Ἀθῆναι ΣΟΦΟΣ Ёлка', 'αθηναι σοφοσ елка'],
    ['Arabic and Hebrew without points', 'مُحَمَّد أحمد שָׁלוֹם', 'محمد احمد שלום'],
    ['Hindi with its vowels', 'हिन्दी', 'हिन्दी'],
    ['Chinese and Japanese in pairs', '東京都 カレー', '東京 京都 都 カレ レー ー'],
    ['a single sign', '猫', '猫'],
    ['Thai', 'ที่นี่', 'ที่นี่ นี่'],
    ['Korean', '한국어', '한국 국어 어'],
    ['decomposed kana', 'がぎ'.normalize('NFD'), 'がぎ ぎ'],
    ['scripts in one run', 'iPhoneを買った', 'iphone を買 買っ った た'],
    ['addresses and numbers', 'mail@example.org/x_1 3.14 1e5', 'mail example org x 1 3 14 1e5'],
    ['what is no word', "'':*&|!()<-> 😀 — …", ''],
    ['one long word', 'ä'.repeat(300), 'a'.repeat(100)],
  ];
  for (const [what, text, words] of cases) test(what, () => assert.equal(indexedText(text), words.normalize('NFKC')));
});

test('a query is its words, each once; the last and single signs may be beginnings', () => {
  const terms = (query: string) => searchTerms(query).map(({ text, open }) => (open ? `${text}*` : text));
  assert.deepEqual(terms('Der Bericht der BERI'), ['der', 'bericht', 'beri*']);
  assert.deepEqual(terms('bericht Bericht'), ['bericht*']);
  assert.deepEqual(terms('東京都'), ['東京', '京都*']);
  assert.deepEqual(terms('猫 と 犬'), ['猫*', 'と*', '犬*']);
  assert.deepEqual(terms('東京 tower'), ['東京', 'tower*']);
  assert.deepEqual(terms('!? 😀'), []);
});

describe('an excerpt', () => {
  const marked = (text: string, query: string) => {
    const found = excerpt(text, query);
    assert.ok(found.text.length <= 240 && found.text.isWellFormed());
    return found.ranges.map(([start, end]) => found.text.slice(start, end));
  };

  test('marks the words where they stand, whatever stands before them', () => {
    assert.deepEqual(marked('👩‍👩‍👧‍👦🎉 Die Ärzte und der ARZTE-Club', 'arzte'), ['Ärzte', 'ARZTE']);
    assert.deepEqual(marked('Cafe\u0301 im Café', 'café'), ['Cafe\u0301', 'Café']);
    assert.deepEqual(marked('今日は東京都です', '東京都'), ['東京都']);
    assert.deepEqual(marked('今日は日曜', '日'), ['日', '日']);
    assert.deepEqual(marked('مرحبا يا مُحَمَّد', 'محمد'), ['مُحَمَّد']);
    assert.deepEqual(marked('We were running late', 'run'), ['running']);
    assert.deepEqual(marked('A quick run', 'running'), ['run']);
    assert.deepEqual(marked('nichts davon', 'anderes'), []);
  });

  test('is the part around the first match, cut between characters', () => {
    const text = `${'😀'.repeat(500)} Treffer ${'😀'.repeat(500)}`;
    for (const shift of ['', 'x']) assert.deepEqual(marked(`${shift}${text}`, 'treffer'), ['Treffer']);
    assert.deepEqual(marked(`${'wort '.repeat(500)}ende`, 'ende'), ['ende']);
    assert.deepEqual(marked('ä'.repeat(1_000), 'aaa'), ['ä'.repeat(240)], 'a word longer than the excerpt');
    assert.equal(excerpt('kurz', 'fehlt').text, 'kurz');
  });
});
