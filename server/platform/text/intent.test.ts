import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyIntent } from './intent.ts';
import type { Intent } from './intent-rules.ts';

/** Written apart from the rules; the rules are not changed for single lines of it. */
const heldOut: Record<Intent, string[]> = {
  greeting: ['Hi there', 'Good morning!', 'hey 👋', 'Guten Abend zusammen', 'Moin', 'Hello, how are you?'],
  thanks: ['thanks', 'Thank you very much!', 'ok, danke dir', 'Vielen Dank für die Hilfe', 'Perfect, thanks'],
  goodbye: ['bye', 'See you tomorrow!', 'Tschüss', 'good night everyone', 'Bis morgen!'],
  help: ['help', 'What can you do?', 'Was kannst du alles?', 'How does this work?'],
  chart: [
    'chart: a 1, b 2',
    'Can you draw a pie chart of our votes?',
    'Zeichne bitte ein Balkendiagramm mit den Umsätzen',
    'please plot: 3, 4, 5',
    'I would like a line chart of temperatures',
    'Show the revenue as a bar graph',
  ],
  calculate: [
    '17 * 23',
    'What is 15% of 80?',
    'wie viel ist 12 mal 12?',
    '(3+4)/7',
    'calculate the square root of 2',
    '2^10',
  ],
  time: [
    'What time is it in New York?',
    "what's today's date",
    'Wie viel Uhr ist es?',
    'Welcher Tag ist heute?',
    'current time in Berlin',
  ],
  document_question: [
    'What does the manual say about warranty?',
    'In the uploaded PDF, who is the author?',
    'Was steht im Vertrag zur Kündigungsfrist?',
    'According to the annual report, how much did we spend?',
    'Which chapter of handbook.pdf covers safety?',
  ],
  data_question: [
    'How many customers do we have?',
    'Show total revenue per month from the database',
    'Wie viele Bestellungen gab es letzten Monat?',
    'top 10 products by sales',
    'average order value in the orders table',
  ],
  summarize: [
    'Summarize this text',
    'tl;dr please',
    'Fass das Dokument bitte kurz zusammen',
    'Give me the key points of the meeting notes',
  ],
  mindmap: ['Create a mind map about climate change', 'Mach eine Mindmap zu Photosynthese', 'mindmap of chapter 2'],
  history_question: [
    'When did Maria mention the invoice?',
    'What did Omar say about the deadline yesterday?',
    'Who sent the contract?',
    'Wann hat Zoë den Termin erwähnt?',
    'Was hat Peter gestern über das Budget gesagt?',
    'Did anyone talk about the offsite?',
    'Search our chat for the wifi password',
  ],
  translate: [
    'Translate this to German: the cat sleeps',
    'Wie heißt Apfel auf Französisch?',
    'Übersetze bitte "good luck"',
  ],
  write: [
    'Write an email to my landlord',
    'Schreib ein Gedicht über den Herbst',
    'Please draft a job posting',
    'Rewrite this sentence more politely',
  ],
  general: [
    'Why is the sky blue?',
    'My cat is sleeping on the sofa',
    'Erzähl mir etwas über Lissabon',
    'What is the capital of France?',
    'The bar was full and the line was long',
    '',
    '???',
  ],
};

test('most messages are understood', () => {
  const wrong: string[] = [];
  for (const [intent, messages] of Object.entries(heldOut)) {
    for (const message of messages) {
      const guess = classifyIntent(message);
      assert.ok(guess.confidence > 0 && guess.confidence <= 1);
      if (guess.intent !== intent) wrong.push(`${intent} read as ${guess.intent}: ${message}`);
    }
  }
  const all = Object.values(heldOut).flat().length;
  assert.ok(wrong.length <= all * 0.1, `${all - wrong.length} of ${all}\n${wrong.join('\n')}`);
});

test('what a message names is found', () => {
  const { people, dates, numbers, quotes, files } = classifyIntent(
    'Did Maria Lopez or @omar.k send "the final invoice" for 1,200.50 between 2024-01-01 and March 5, 2024? See invoice-3.pdf, 12 pages.',
  ).entities;
  assert.deepEqual(people, ['omar.k', 'Maria Lopez']);
  assert.deepEqual(dates, ['between 2024-01-01 and March 5, 2024']);
  assert.deepEqual(numbers, [1200.5, 12]);
  assert.deepEqual(quotes, ['the final invoice']);
  assert.deepEqual(files, ['invoice-3.pdf']);
});

test('German names, days and quotes too', () => {
  const { people, dates, quotes } = classifyIntent(
    'Was hat Zoë letzte Woche, also am 3. Mai oder gestern, über „neue Räume“ gesagt?',
  ).entities;
  assert.deepEqual(people, ['Zoë']);
  assert.deepEqual(dates, ['letzte Woche', '3. Mai', 'gestern']);
  assert.deepEqual(quotes, ['neue Räume']);
});

test('two signs make less sure than one', () => {
  assert.ok(classifyIntent('Summarize report.pdf').confidence < classifyIntent('Summarize this').confidence);
});

test('no message takes long', () => {
  for (const unit of [
    'a',
    'a ',
    'when ',
    '1',
    '1,',
    '"',
    '@a',
    'Maria ',
    'what is ',
    'in the ',
    'A',
    '( ',
    'draw ',
    'from 2024 ',
    '😀',
    '\u202e',
    'a.',
    'last ',
  ]) {
    const started = performance.now();
    classifyIntent(unit.repeat(65_536 / unit.length));
    assert.ok(performance.now() - started < 300, `${JSON.stringify(unit)}: ${performance.now() - started} ms`);
  }
});
