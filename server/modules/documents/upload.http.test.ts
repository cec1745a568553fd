import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentEvent, EventPage } from '@parlance/contracts';
import {
  finished,
  getDocument,
  ingest,
  search,
  statusOf,
  uploadFile,
  uploadText,
} from '../../../test/harness/documents.ts';
import { startApp } from '../../../test/harness/index.ts';

const app = await startApp({ settings: { MAX_UPLOAD_BYTES: '1000000' } });
const ana = await app.signUp('ana');
const ben = await app.signUp('ben');

const python = `# Programming languages

## Python
Python is a programming language that Guido van Rossum began in 1989. It is known for readable code.

## Rust
Rust guarantees memory safety without a garbage collector. 🦀 Ferris is its mascot.`;

test('a text becomes a document that is found by its words and by its meaning', async () => {
  const { status, body } = await uploadText(ana, python, 'languages.md', { metadata: { category: 'programming' } });
  assert.equal(status, 202);
  assert.equal(body.status, 'processing');
  assert.equal(body.user_id, ana.user.id);
  assert.equal(body.engine, 'builtin');
  const end = await finished(ana, body.task_id);
  assert.deepEqual([end.status, end.stage, end.progress, end.error], ['completed', 'indexed', 100, null]);
  assert.deepEqual(end.metadata, { category: 'programming' });

  const { body: document } = await getDocument(ana, body.document_id);
  assert.equal(document.text?.includes('Guido van Rossum'), true);
  assert.deepEqual([document.language, document.visibility, document.pages], ['en', 'private', null]);
  const nap = await ingest(ana, 'The cat sleeps on the sofa all day long.', 'cat.txt');
  const [byWords] = await search(ana, 'Who began Python?');
  assert.equal((await search(ana, 'A kitten naps on a couch'))[0]?.document_id, nap);
  assert.equal(byWords?.document_id, body.document_id);
  assert.equal(document.text?.slice(byWords.start, byWords.end), byWords.text);
  assert.ok(byWords.text.length <= 600);
});

test('the log tells every stage, and keyword search comes before the end', async () => {
  const id = await ingest(ana, 'The lighthouse keeper counts the waves. '.repeat(2_000), 'waves.txt');
  const { body } = await ana.call<EventPage<DocumentEvent>>('GET', `/v1/documents/${id}/events?limit=200`);
  const told = body.items.map((event) => (event.type === 'ingest-progress' ? event.stage : event.type));
  assert.deepEqual([...new Set(told)], ['ingest-started', 'parsed', 'chunked', 'embedded', 'ingest-finished']);
});

test('a multipart upload, with fields before or after the file', async () => {
  const file = { content: 'Die Brücke über die Elbe wurde 1893 eingeweiht.', filename: 'brücke "blau".txt' };
  const fields = { title: 'Das Blaue Wunder', visibility: 'public', metadata: '{"city":"Dresden"}' };
  const { status, body } = await uploadFile(app, ana, file, fields);
  assert.equal(status, 202, JSON.stringify(body));
  await finished(ana, body.task_id);
  const { body: document } = await getDocument(ben, body.document_id);
  assert.deepEqual(
    [document.title, document.filename, document.visibility, document.metadata, document.size],
    ['Das Blaue Wunder', 'brücke "blau".txt', 'public', { city: 'Dresden' }, Buffer.byteLength(file.content)],
  );
  const answer = await fetch(`${app.url}/v1/documents/${body.document_id}/file`, { headers: ben.headers });
  assert.equal(await answer.text(), file.content);
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/);
});

test('the same content at the same place is the same document, elsewhere another', async () => {
  const one = await uploadText(ana, 'Only once, please.');
  const again = await uploadText(ana, 'Only once, please.', 'other-name.txt');
  const shared = await uploadText(ana, 'Only once, please.', 'notes.md', { visibility: 'public' });
  const bens = await uploadText(ben, 'Only once, please.');
  assert.equal(one.body.document_id, again.body.document_id);
  assert.equal(new Set([one, shared, bens].map(({ body }) => body.document_id)).size, 3);
  const many = await Promise.all(Array.from({ length: 5 }, () => uploadText(ana, 'Five at the same moment.')));
  assert.equal(new Set(many.map(({ body }) => body.document_id)).size, 1);
});

test('what cannot be read fails with its reason, and may be tried again', async () => {
  const broken = { content: Buffer.from('%PDF-1.7\nnothing'), filename: 'report.pdf' };
  const { body } = await uploadFile(app, ana, broken);
  const end = await finished(ana, body.task_id);
  assert.equal(end.status, 'failed');
  assert.equal(end.error?.code, 'broken');
  assert.equal((await uploadFile(app, ana, broken)).body.status, 'processing');
  assert.equal((await finished(ana, body.task_id)).error?.code, 'broken');
  const blank = await uploadText(ana, '   \n ');
  assert.equal((await finished(ana, blank.body.task_id)).error?.code, 'empty');
});

test('wrong uploads are refused and leave nothing behind', async () => {
  const refusals: [status: number, path: string, answer: Awaited<ReturnType<typeof uploadFile>>][] = [
    [422, 'file', await uploadFile(app, ana, { content: '', filename: 'empty.txt' })],
    [422, 'visibility', await uploadFile(app, ana, { content: 'x', filename: 'x.txt' }, { visibility: 'everyone' })],
    [422, 'metadata', await uploadFile(app, ana, { content: 'x', filename: 'x.txt' }, { metadata: 'no json' })],
    [422, 'conversation_id', await uploadText(ana, 'x', 'x.txt', { visibility: 'conversation' })],
    [422, 'metadata', await uploadText(ana, 'x', 'x.txt', { metadata: { long: 'x'.repeat(20_000) } })],
  ];
  for (const [status, path, answer] of refusals) {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.equal(answer.body.fields?.[0]?.path, path, JSON.stringify(answer.body));
  }
  const large = await uploadFile(app, ana, { content: 'x'.repeat(1_000_001), filename: 'x.txt' });
  assert.deepEqual([large.status, large.body.error], [413, 'payload_too_large']);
  const plain = await app.http.inject({
    method: 'POST',
    url: '/v1/ai/upload',
    headers: { ...ana.headers, 'content-type': 'text/plain' },
    payload: 'x',
  });
  assert.equal(plain.statusCode, 415);
});

test('the task of an upload is nobody else’s to see', async () => {
  const { body } = await uploadText(ana, 'For Ana alone.', 'a.txt', { visibility: 'public' });
  assert.equal((await statusOf(ana, body.task_id)).document_id, body.document_id);
  assert.equal((await ben.call('GET', `/v1/ai/upload/status/${body.task_id}`)).status, 404);
});
