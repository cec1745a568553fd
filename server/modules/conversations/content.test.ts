import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ContentDraft } from '@parlance/contracts';
import { composeContent, hashContent, readContent } from './content.ts';
import { readEmoji } from './emoji.ts';
import { findMentionedNames } from './mentions.ts';

const mediaId = '01900000-0000-7000-8000-00000000000a';
const text = (words: string) => ({ type: 'text' as const, text: words });
const file = { type: 'file' as const, media_id: mediaId.toUpperCase() };
const hash = (draft: ContentDraft, replyTo: string | null = null) => hashContent('id', readContent(draft), replyTo);

describe('content', () => {
  test('of equal meaning is the same message, whatever its form', () => {
    const same: ContentDraft[] = ['Grüße', { text: 'Grüße' }, [text('Grüße')], { parts: [text('Grüße'), text(' ')] }];
    assert.equal(new Set(same.map((draft) => hash(draft))).size, 1);
    const withFile: ContentDraft[] = [
      [text('Plan'), file],
      { text: 'Plan', parts: [file] },
      { text: 'Plan', parts: [text('Plan'), { ...file, media_id: mediaId, filename: 'x', mime: 'y', size: 1 }] },
    ];
    assert.equal(new Set(withFile.map((draft) => hash(draft))).size, 1);
    const different = [
      hash('a'),
      hash('b'),
      hash('a '),
      hash([text('a'), file]),
      hash([file, text('a')]),
      hash('a', 'r'),
    ];
    assert.equal(new Set(different).size, different.length);
    assert.notEqual(hashContent('id', readContent('a'), null), hashContent('other', readContent('a'), null));
  });

  test('is stored with what the uploads say, and its text in one', () => {
    const written = readContent([text('eins'), file, text('zwei'), file]);
    assert.deepEqual(written.mediaIds, [mediaId]);
    const known = { filename: 'Plan.pdf', mime: 'application/pdf', size: 7 };
    const stored = composeContent(written.parts, new Map([[mediaId, known]]));
    assert.equal(stored.text, 'eins\nzwei');
    const part = { type: 'file', media_id: mediaId, ...known };
    assert.deepEqual(stored.parts, [text('eins'), part, text('zwei'), part]);
    assert.deepEqual(
      hash(stored as ContentDraft),
      hash([text('eins'), file, text('zwei'), file]),
      'sent back as it came',
    );
  });
});

test('mentions are names after an @ that stands by itself', () => {
  const cases: [string, string[]][] = [
    ['@ada, @Zoë! (@ليلى) „@jean-luc.p“', ['ada', 'Zoë', 'ليلى', 'jean-luc.p']],
    ['mail@ada.org, @@ada, a_@ada', []],
    ['@ada. @ada @ada-', ['ada']],
    ['@ @. @_x', []],
    ['@र\u093Eहुल @कमल', ['र\u093Eहुल', 'कमल']],
    [
      Array.from({ length: 80 }, (_, index) => `@u${index}`).join(' '),
      Array.from({ length: 50 }, (_, index) => `u${index}`),
    ],
  ];
  for (const [words, names] of cases) assert.deepEqual(findMentionedNames(words), names, words);
});

test('an emoji has one spelling', () => {
  for (const emoji of ['👍', '👍🏽', '🇺🇳', '3️⃣', '👩‍❤️‍💋‍👨', '🏴‍☠️', '🫨']) assert.equal(readEmoji(emoji), emoji);
  assert.deepEqual([readEmoji('❤'), readEmoji('☺')], ['❤️', '☺️']);
  for (const other of ['', 'a', '👍👍', '👍 ', '7', '\u20e3', '👍\u200d', '🇩', 'e\u0301'])
    assert.equal(readEmoji(other), undefined);
});
