import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ErrorBody, Flashcards, FullDocument, MindMap, QuestionAnswer, Quiz, Summary } from '@parlance/contracts';
import { ingest } from '../../../test/harness/documents.ts';
import { startApp } from '../../../test/harness/index.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const bea = await app.signUp('bea');

const harbour = [
  '# The harbour of Århus',
  'The harbour of Århus was founded by Viking merchants in the 8th century. It is the largest container port of Denmark.',
  '## Buildings',
  'The first stone pier was built in 1845 by the engineer Johan Lindqvist. The old customs house was closed because a storm had damaged its roof.',
  '## Trade',
  'The port handles 12.5 million tonnes of cargo every year and employs 2,300 people. The largest crane is called Stærke Hans.',
].join('\n\n');
const garden =
  'The garden of roses was planted in 1921 by Ingrid Vang. It has 400 kinds of roses, which flower from June to September. ' +
  'The roses are watered by an old windmill. Ingrid Vang sold the garden to the town in 1950.';

const harbourId = await ingest(ada, harbour, 'harbour.md');
const gardenId = await ingest(ada, garden, 'garden.txt');
const beasId = await ingest(
  bea,
  'The secret password of the vault is Rumpelstilzchen. The vault was built in 1845.',
  'vault.txt',
);
const texts = new Map<string, string>();
for (const id of [harbourId, gardenId]) {
  texts.set(id, (await ada.call<FullDocument>('GET', `/v1/documents/${id}`)).body.text ?? '');
}

const post = <T>(path: string, body: object, person = ada) => person.call<T & ErrorBody>('POST', path, body);
const sliceOf = (id: string | undefined, { start, end }: { start: number; end: number }) =>
  texts.get(id ?? '')?.slice(start, end);

function assertCited({ sources, citations }: QuestionAnswer): void {
  for (const source of sources) {
    assert.equal(source.text, sliceOf(source.document_id, source));
    assert.ok(source.text.length <= 600);
  }
  for (const { source, text, ...place } of citations) {
    assert.equal(sliceOf(sources[(source ?? 0) - 1]?.document_id, place), text);
  }
}

describe('questions', () => {
  for (const [question, answer, id] of [
    ['Who built the first stone pier?', 'Johan Lindqvist', harbourId],
    ['When was the garden of roses planted?', '1921', gardenId],
    ['How many people does the port employ?', '2,300', harbourId],
  ] as const) {
    test(`from documents: ${question}`, async () => {
      const { status, body } = await post<QuestionAnswer>('/v1/ai/qa', { question, use_rag: true, top_k: 3 });
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual([body.answer, body.answerable, body.engine], [answer, true, 'builtin']);
      assert.equal(body.user_id, ada.user.id);
      assert.equal(body.sources[0]?.document_id, id);
      assert.ok(body.sources.length <= 3);
      assert.ok(body.citations[0]?.text.includes(answer));
      assertCited(body);
    });
  }

  test('from a text that is sent along, without documents', async () => {
    const context = 'Marie Curie was born in Warsaw. She received the Nobel Prize in 1903.';
    const { body } = await post<QuestionAnswer>('/v1/ai/qa', {
      question: 'Where was Marie Curie born?',
      use_rag: false,
      context,
    });
    assert.deepEqual([body.answer, body.answerable, body.sources], ['Warsaw', true, []]);
    const [citation] = body.citations;
    assert.equal(citation?.source, null);
    assert.equal(context.slice(citation?.start, citation?.end), citation?.text);
  });

  test('what the documents do not say is not answered', async () => {
    for (const question of ['Who is the president of Argentina?', 'What is the password of the vault?']) {
      const { body } = await post<QuestionAnswer>('/v1/ai/qa', { question, use_rag: true });
      assert.deepEqual([body.answerable, body.citations], [false, []], question);
      assert.ok(!JSON.stringify(body).includes('Rumpelstilzchen'));
      assertCited(body);
    }
  });

  test('only the documents named are read, and only own ones can be', async () => {
    const question = 'When was it built or planted?';
    const { body } = await post<QuestionAnswer>('/v1/ai/qa', { question, document_ids: [gardenId] });
    assert.ok(body.sources.every(({ document_id }) => document_id === gardenId));
    const foreign = await post<QuestionAnswer>('/v1/ai/qa', { question, document_ids: [gardenId, beasId] });
    assert.deepEqual([foreign.status, foreign.body.error], [404, 'not_found']);
  });

  test('nothing to answer from, or a model there is none of, is refused with the field', async () => {
    for (const [body, path] of [
      [{ question: 'Who?', use_rag: false }, 'context'],
      [{ question: 'Who?', model: 'openai:gpt-nothing' }, 'model'],
      [{ question: '' }, 'question'],
      [{ question: 'Who?', top_k: 0 }, 'top_k'],
    ] as const) {
      const { status, body: answer } = await post('/v1/ai/qa', body);
      assert.deepEqual([status, answer.fields?.[0]?.path], [422, path]);
    }
  });
});

describe('summaries', () => {
  test('of a document, within the length, with the places of the sentences', async () => {
    const { status, body } = await post<Summary>('/v1/ai/summarize', {
      document_id: harbourId,
      style: 'bullet',
      max_length: 260,
    });
    assert.equal(status, 200, JSON.stringify(body));
    const text = texts.get(harbourId) ?? '';
    assert.deepEqual(
      [body.original_length, body.summary_length, body.engine],
      [text.length, body.summary.length, 'builtin'],
    );
    assert.ok(body.summary_length <= 260);
    assert.equal(body.summary, body.places.map((place) => `- ${sliceOf(place.document_id, place)}`).join('\n'));
  });

  test('of a text, in each style', async () => {
    for (const style of ['concise', 'detailed', 'bullet']) {
      const { body } = await post<Summary>('/v1/ai/summarize', { text: garden, style });
      assert.equal(body.style, style);
      assert.ok(body.summary.length > 0);
    }
  });

  test('of somebody else or of nothing are refused', async () => {
    const foreign = await post('/v1/ai/summarize', { document_id: beasId });
    assert.deepEqual([foreign.status, foreign.body.error], [404, 'not_found']);
    for (const body of [{}, { text: garden, document_id: gardenId }, { text: '  ' }, { text: garden, max_length: 1 }]) {
      assert.equal((await post('/v1/ai/summarize', body)).status, 422, JSON.stringify(body));
    }
  });
});

describe('mind maps', () => {
  test('of a document follow its headings and say where each branch stands', async () => {
    const { status, body } = await post<MindMap>('/v1/ai/mindmap', { document_id: harbourId, depth: 2 });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.root.label, 'The harbour of Århus');
    assert.deepEqual(
      body.root.children.map(({ label }) => label),
      ['Buildings', 'Trade'],
    );
    assert.equal(body.edges.length, body.nodes.length - 1);
    assert.ok(body.nodes.every(({ level }) => level <= 2));
    for (const { label, level, source } of body.nodes) {
      if (level > 0) assert.ok(source && sliceOf(source.document_id, source)?.includes(label.replace('…', '')), label);
    }
    assert.ok(body.markdown.startsWith('# The harbour of Århus\n\n- Buildings\n'));
  });

  test('of a topic are drawn from the documents about it', async () => {
    const { body } = await post<MindMap>('/v1/ai/mindmap', { topic: 'roses', depth: 3, use_documents: true });
    assert.equal(body.root.label, 'roses');
    assert.ok(body.root.children.length > 0);
    for (const { source, label, level } of body.nodes) {
      if (level > 0) assert.ok(source && sliceOf(source.document_id, source)?.includes(label.replace('…', '')), label);
    }
    const { body: unknown } = await post<MindMap>('/v1/ai/mindmap', {
      topic: 'Quantenchromodynamik',
      use_documents: false,
    });
    assert.deepEqual([unknown.root.label, unknown.root.children], ['Quantenchromodynamik', []]);
    assert.match(unknown.note ?? '', /language model/);
  });

  test('of somebody else or of nothing are refused', async () => {
    assert.equal((await post('/v1/ai/mindmap', { document_id: beasId })).status, 404);
    assert.equal((await post('/v1/ai/mindmap', {})).status, 422);
  });
});

describe('flash cards and quizzes', () => {
  test('each stands on a sentence of the document', async () => {
    const { body: made } = await post<Flashcards>('/v1/ai/flashcards', { document_id: gardenId, count: 3 });
    assert.ok(made.cards.length > 0 && made.cards.length <= 3);
    for (const { front, back, source } of made.cards) {
      const sentence = sliceOf(source.document_id, source) ?? '';
      assert.ok(front.replace('_____', back) === sentence || back === sentence);
    }
    const { body: quiz } = await post<Quiz>('/v1/ai/quiz', { document_id: gardenId, count: 2 });
    assert.ok(quiz.questions.length > 0);
    for (const { question, choices, answer, source } of quiz.questions) {
      assert.equal(question.replace('_____', choices[answer] ?? ''), sliceOf(source.document_id, source));
    }
  });

  test('fewer than asked for are said', async () => {
    const { body } = await post<Flashcards>('/v1/ai/flashcards', {
      text: 'The harbour was founded in 1845 by Vikings.',
      count: 50,
    });
    assert.match(body.note ?? '', /no more than/);
  });

  test('of somebody else are refused', async () => {
    for (const path of ['/v1/ai/flashcards', '/v1/ai/quiz']) {
      assert.equal((await post(path, { document_id: beasId })).status, 404);
    }
  });
});
