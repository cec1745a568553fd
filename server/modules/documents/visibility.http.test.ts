import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Document, DocumentPage } from '@parlance/contracts';
import type { Static } from 'typebox';
import { addMember, createGroup, removeMember } from '../../../test/harness/chat.ts';
import { getDocument, ingest, search, uploadText } from '../../../test/harness/documents.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { createDocuments, retrieve } from './index.ts';

const app = await startApp();
const [ana, ben, eve] = [await app.signUp('ana'), await app.signUp('ben'), await app.signUp('eve')];
const group = await createGroup(ana, ben);
const other = await createGroup(ana, eve);

const texts = {
  private: 'The zebra protocol is private to Ana.',
  conversation: 'The zebra protocol is shared with Ben.',
  public: 'The zebra protocol is known to everyone.',
};
const documents = {
  private: await ingest(ana, texts.private, 'private.txt'),
  conversation: await ingest(ana, texts.conversation, 'shared.txt', { conversation_id: group }),
  public: await ingest(ana, texts.public, 'public.txt', { visibility: 'public' }),
};

const names = (ids: string[]) =>
  Object.entries(documents)
    .filter(([, id]) => ids.includes(id))
    .map(([name]) => name);
const listed = async (person: Person, query = '') =>
  (await person.call<Static<typeof DocumentPage>>('GET', `/v1/documents${query}`)).body.items.map(({ id }) => id);
const found = async (person: Person) => (await search(person, 'zebra protocol')).map(({ document_id }) => document_id);
const openable = async (person: Person) => {
  const answers = await Promise.all(Object.values(documents).map((id) => getDocument(person, id)));
  return answers.filter(({ status }) => status === 200).map(({ body }) => body.id);
};

test('each person finds, lists and opens what is theirs to read, and nothing else', async () => {
  const readable: [Person, string[]][] = [
    [ana, ['private', 'conversation', 'public']],
    [ben, ['conversation', 'public']],
    [eve, ['public']],
  ];
  for (const [person, expected] of readable) {
    for (const look of [found, listed, openable])
      assert.deepEqual(names(await look(person)), expected, `${person.user.username} ${look.name}`);
  }
  assert.deepEqual(names(await listed(ben, `?conversation_id=${group}`)), ['conversation']);
  assert.deepEqual(names(await listed(eve, `?conversation_id=${group}`)), []);
  assert.deepEqual(names(await listed(ben, '?mine=true')), []);
});

test('for a shared answer only what belongs to the conversation or is public is searched', async () => {
  const ctx = createDocuments(app.platform);
  const inConversation = async (conversationId: string) => {
    const { passages } = await retrieve(ctx, { audience: 'shared', conversationId }, { query: 'zebra', topK: 9 });
    return names(passages.map(({ document_id }) => document_id));
  };
  assert.deepEqual(await inConversation(group), ['conversation', 'public']);
  assert.deepEqual(await inConversation(other), ['public']);
});

test('scores tell nothing about the documents of others', async () => {
  const before = (await search(eve, 'zebra protocol'))[0]?.score;
  await ingest(ana, 'zebra '.repeat(50), 'zebras.txt');
  assert.equal((await search(eve, 'zebra protocol'))[0]?.score, before);
});

test('only the owner changes or deletes; readers are told so, others learn nothing', async () => {
  const path = `/v1/documents/${documents.conversation}`;
  for (const method of ['PATCH', 'DELETE'] as const) {
    const body = method === 'PATCH' ? { title: 'Mine' } : undefined;
    assert.equal((await ben.call(method, path, body)).status, 403);
    assert.equal((await eve.call(method, path, body)).status, 404);
  }
});

test('who joins may read, who leaves may not any more', async () => {
  await addMember(ana, group, eve);
  assert.equal((await getDocument(eve, documents.conversation)).status, 200);
  await removeMember(ana, group, eve);
  assert.equal((await getDocument(eve, documents.conversation)).status, 404);
  assert.ok(!(await found(eve)).includes(documents.conversation));
});

test('nobody puts a document where they are not', async () => {
  const refused = await uploadText(eve, 'x', 'x.txt', { conversation_id: group });
  assert.deepEqual([refused.status, refused.body.error], [404, 'not_found']);
  const id = await ingest(eve, 'Eve was here.', 'eve.txt');
  assert.equal((await eve.call('PATCH', `/v1/documents/${id}`, { conversation_id: group })).status, 404);
  assert.equal((await eve.call('PATCH', `/v1/documents/${id}`, { visibility: 'conversation' })).status, 422);
  const moved = await eve.call<Document>('PATCH', `/v1/documents/${id}`, { conversation_id: other, title: ' Diary ' });
  assert.deepEqual(
    [moved.body.visibility, moved.body.conversation_id, moved.body.title],
    ['conversation', other, 'Diary'],
  );
  const back = await eve.call<Document>('PATCH', `/v1/documents/${id}`, { visibility: 'private' });
  assert.deepEqual([back.body.visibility, back.body.conversation_id], ['private', null]);
});

test('a deleted document leaves nothing: no row, no file, no hit', async () => {
  const id = await ingest(ana, 'Ephemeral wombat.', 'wombat.txt');
  const key = `documents/${id}`;
  assert.ok(await app.platform.blobs.exists(key));
  assert.equal((await ana.call('DELETE', `/v1/documents/${id}`)).status, 204);
  assert.equal((await getDocument(ana, id)).status, 404);
  assert.equal((await ana.call('GET', `/v1/ai/upload/status/${id}`)).status, 404);
  const { db } = app.platform;
  for (const table of ['document_chunks', 'document_terms', 'chunk_vectors'] as const)
    assert.deepEqual(await db.selectFrom(table).selectAll().where('document_id', '=', id).execute(), []);
  assert.deepEqual(await db.selectFrom('events').selectAll().where('log_id', '=', id).execute(), []);
  await eventually('the file is gone', async () => !(await app.platform.blobs.exists(key)));
  assert.ok(!(await search(ana, 'Ephemeral wombat')).some(({ document_id }) => document_id === id));
});

test('a conversation that goes takes nobody’s document along; it is its owner’s alone then', async () => {
  const room = await createGroup(ana, ben);
  const id = await ingest(ana, 'Left behind.', 'left.txt', { conversation_id: room });
  assert.equal((await getDocument(ben, id)).status, 200);
  assert.equal((await ana.call('DELETE', `/v1/conversations/${room}`)).status, 204);
  assert.equal((await getDocument(ben, id)).status, 404);
  const { body } = await getDocument(ana, id);
  assert.deepEqual([body.visibility, body.conversation_id], ['private', null]);
});
