import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toStudyText } from '../text/study-text.ts';
import { type SummaryStyle, summarize } from './summarize.ts';

const styles: SummaryStyle[] = ['concise', 'detailed', 'bullet'];

const birds = [
  '# Vögel der Küste',
  'Coastal birds feed on fish and mussels along the shore. Herons wait for fish in shallow water. Herons fish in shallow water by waiting.',
  '## Migration',
  'Many coastal birds migrate to Africa in autumn. Dr. Sørensen has followed 1,200 terns with tiny transmitters since 2009.',
  '## Threats',
  'Oil spills threaten coastal birds more than hunting does. The nests of coastal birds are flooded when storms come early.',
  '| Name | Count |\n|---|---|\n| Heron | 12 |',
].join('\n\n');

test('a summary is whole sentences of the text, in its order, within the length', () => {
  const text = toStudyText(birds);
  for (const style of styles) {
    for (const maxLength of [undefined, 60, 120, 200, 400, 5_000]) {
      const { summary, sources } = summarize(text, { style, maxLength });
      assert.ok(summary.length > 0);
      if (maxLength !== undefined) assert.ok(summary.length <= maxLength, `${summary.length} > ${maxLength}`);
      const lines = sources.map(({ start, end }) => birds.slice(start, end));
      const expected = style === 'bullet' ? lines.map((line) => `- ${line}`).join('\n') : lines.join(' ');
      assert.equal(summary, expected);
      for (const line of lines) assert.match(line, /^\p{Lu}.*[.]$/u);
      assert.deepEqual(
        sources,
        sources.toSorted((a, b) => a.start - b.start),
      );
    }
  }
});

test('styles differ in length and form, and nothing is said twice', () => {
  const text = toStudyText(birds);
  const [concise, detailed, bullet] = styles.map((style) => summarize(text, { style }).summary);
  assert.ok((concise?.length ?? 0) < (detailed?.length ?? 0));
  assert.ok(bullet?.split('\n').every((line) => line.startsWith('- ')));
  for (const summary of [concise, detailed, bullet]) {
    const herons = summary?.match(/shallow water/g)?.length ?? 0;
    assert.ok(herons <= 1, summary);
    assert.doesNotMatch(summary ?? '', /Vögel der Küste|Heron \|/);
  }
});

test('a detailed summary covers every section of a long document', () => {
  const sections = Array.from({ length: 8 }, (_, index) =>
    [
      `# Part ${index}`,
      ...Array.from(
        { length: 12 },
        (_, at) => `The part about topic${index} says in point ${at} how topic${index} relates to matter${at}.`,
      ),
    ].join('\n\n'),
  );
  const { summary } = summarize(toStudyText(sections.join('\n\n')), { style: 'detailed' });
  for (let index = 0; index < 8; index += 1) assert.ok(summary.includes(`topic${index}`), `${index}`);
});

test('texts of any kind fit the length', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }),
      fc.integer({ min: 20, max: 300 }),
      fc.constantFrom(...styles),
      (text, maxLength, style) => {
        const { summary } = summarize(toStudyText(text), { style, maxLength });
        assert.ok(summary.length <= maxLength);
        assert.ok(!text.isWellFormed() || summary.isWellFormed());
      },
    ),
    { numRuns: 200 },
  );
});

test('a sentence longer than the length is cut between words', () => {
  const text = toStudyText(`The ${'very long and winding '.repeat(30)}road ends here.`);
  const { summary } = summarize(text, { style: 'concise', maxLength: 80 });
  assert.ok(summary.length <= 80 && summary.endsWith('…'), summary);
});

test('a book takes no more than seconds', () => {
  const started = performance.now();
  const { summary } = summarize(toStudyText(`${birds}\n\n`.repeat(1_000)), { style: 'detailed' });
  assert.ok(summary.length > 100);
  assert.ok(performance.now() - started < 15_000);
});
