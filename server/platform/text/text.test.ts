import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzeText } from './analyze-text.ts';
import { detectLanguage } from './detect-language.ts';
import { splitSentences } from './split-sentences.ts';
import { tokenize } from './tokenize.ts';

test('languages are told by script and words', () => {
  for (const [language, text] of [
    ['en', 'Could you send me the report before the meeting?'],
    ['de', 'Kannst du mir den Bericht vor der Besprechung schicken?'],
    ['fr', 'Est-ce que tu peux m’envoyer le rapport avant la réunion ?'],
    ['es', '¿Puedes enviarme el informe antes de la reunión?'],
    ['it', 'Puoi mandarmi la relazione prima della riunione? Grazie'],
    ['pt', 'Você pode me enviar o relatório antes da reunião?'],
    ['nl', 'Kun je mij het verslag voor de vergadering sturen?'],
    ['sv', 'Kan du skicka rapporten till mig före mötet och inte efter?'],
    ['pl', 'Czy możesz wysłać mi raport przed spotkaniem?'],
    ['tr', 'Toplantıdan önce bana raporu gönderir misin, çok iyi olur'],
    ['ru', 'Можешь прислать мне отчёт до встречи?'],
    ['uk', 'Чи можеш надіслати мені звіт перед зустріччю?'],
    ['zh', '你能在会议之前把报告发给我吗？'],
    ['ja', '会議の前に報告書を送ってもらえますか？'],
    ['ko', '회의 전에 보고서를 보내 주시겠어요?'],
    ['ar', 'هل يمكنك إرسال التقرير قبل الاجتماع؟'],
    ['he', 'אתה יכול לשלוח לי את הדוח לפני הפגישה?'],
    ['el', 'Μπορείς να μου στείλεις την αναφορά;'],
    ['hi', 'क्या आप मुझे बैठक से पहले रिपोर्ट भेज सकते हैं?'],
    ['und', '12345 😀 https://example.org/the/and/of'],
    ['und', ''],
  ] as const)
    assert.equal(detectLanguage(text), language, text);
});

test('sentences end where they end', () => {
  const texts = (text: string) => splitSentences(text).map((sentence) => sentence.text);
  assert.deepEqual(texts('Dr. Smith paid 3.50 € on the 3. Mai, e.g. for tea. Das war z. B. gut! Is it?'), [
    'Dr. Smith paid 3.50 € on the 3. Mai, e.g. for tea.',
    'Das war z. B. gut!',
    'Is it?',
  ]);
  assert.deepEqual(texts('J. R. R. Tolkien wrote it… “Really?” Yes.'), [
    'J. R. R. Tolkien wrote it…',
    '“Really?”',
    'Yes.',
  ]);
  assert.deepEqual(texts('我喜欢。你好！再见'), ['我喜欢。', '你好！', '再见']);
  assert.deepEqual(texts('A heading\n\n- one\n- two\n3. three'), ['A heading', '- one', '- two', '3. three']);
  assert.deepEqual(texts(' \n '), []);
  const text = '  Eins.  Zwei 😀!\n\nDrei';
  for (const { text: sentence, start, end } of splitSentences(text)) assert.equal(text.slice(start, end), sentence);
});

test('words are found in every script', () => {
  const words = (text: string, language?: string) => tokenize(text, language).map((word) => word.text);
  assert.deepEqual(words("Zoë's 3.5 km, isn't it?"), ["Zoë's", '3.5', 'km', "isn't", 'it']);
  assert.deepEqual(words('聊天平台很快', 'zh'), ['聊天', '平台', '很快']);
  assert.deepEqual(words('שלום, עולם!'), ['שלום', 'עולם']);
  assert.deepEqual(
    tokenize('a bc').map(({ start }) => start),
    [0, 2],
  );
});

test('an analysis names what the text is about, and is the same each time', async () => {
  const text =
    'The new invoice system is great, but the export of the accounting department still fails. Our accounting department needs the export. The invoice system is tested by Maria.';
  const analysis = await analyzeText(text);
  assert.equal(analysis.language, 'en');
  for (const phrase of ['accounting department', 'invoice system'])
    assert.ok(
      analysis.key_phrases.some((found) => found.endsWith(phrase)),
      phrase,
    );
  assert.ok(analysis.topics.includes('invoice') && analysis.topics.length <= 5);
  assert.deepEqual(await analyzeText(text), analysis);
  assert.deepEqual((await analyzeText('Die Katze schläft auf dem alten Sofa. Die Katze träumt.')).topics.slice(0, 1), [
    'katze',
  ]);
});

test('odd texts are analysed in bounded time', async () => {
  for (const unit of [
    'a',
    '!?.',
    '😀',
    '語',
    'a@b.',
    'http://a.b/',
    '1,000.',
    ' ',
    '\n',
    '\u202e\u200f',
    '\ud800',
    'ا',
    'very ',
    "'",
    '("',
    'Dr. ',
  ]) {
    const started = performance.now();
    const analysis = await analyzeText(unit.repeat(Math.floor(65_536 / unit.length)));
    assert.ok(Math.abs(analysis.sentiment.score) <= 1);
    assert.ok(performance.now() - started < 8_000, `${JSON.stringify(unit)}: ${performance.now() - started} ms`);
  }
});
