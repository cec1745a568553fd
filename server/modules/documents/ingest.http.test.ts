import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { DocumentStage } from '@parlance/contracts';
import { finished, ingest, search, statusOf, uploadText } from '../../../test/harness/documents.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { startApp } from '../../../test/harness/index.ts';
import { transact } from '../../platform/db/index.ts';
import { createEmbeddings } from '../../platform/embeddings/index.ts';
import { newId } from '../../platform/ids.ts';
import { ingestDocumentJob } from './documents.job-definitions.ts';
import { tendDocuments } from './documents.upkeep.ts';
import { createDocuments } from './index.ts';
import { embedDocument } from './ingest/embed.ts';
import { ingestDocument } from './ingest/ingest.ts';
import { reindexDocuments } from './vectors/reindex.ts';

const app = await startApp();
const ana = await app.signUp('ana');
const { db, jobs } = app.platform;
const run = (signal: AbortSignal = new AbortController().signal) => ({
  id: newId(),
  attempt: 1,
  signal,
  hold: async () => undefined,
});

const countRows = async (id: string) => {
  const tables = ['document_chunks', 'document_terms', 'chunk_vectors'] as const;
  const rows = await Promise.all(
    tables.map((table) => db.selectFrom(table).select('document_id').where('document_id', '=', id).execute()),
  );
  return rows.map(({ length }) => length);
};

const setBack = (id: string, stage: DocumentStage) =>
  db.updateTable('documents').set({ status: 'processing', stage, progress: 0 }).where('id', '=', id).execute();

test('an ingest that was cut at any stage goes on to the same end', async () => {
  const text = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} tells of the harbour. `.repeat(20)).join(
    '\n\n',
  );
  const id = await ingest(ana, text, 'harbour.txt');
  const whole = await countRows(id);
  assert.ok((whole[0] ?? 0) > 5 && whole[0] === whole[2], String(whole));
  for (const stage of ['received', 'parsed'] as const) {
    await setBack(id, stage);
    await db.deleteFrom('document_chunks').where('document_id', '=', id).where('ordinal', '>', 2).execute();
    await transact(db, (tx) => jobs.enqueue(tx, ingestDocumentJob, { document_id: id }));
    assert.equal((await finished(ana, id)).status, 'completed', stage);
    assert.deepEqual(await countRows(id), whole, stage);
  }
  await setBack(id, 'chunked');
  await db.deleteFrom('chunk_vectors').where('document_id', '=', id).where('ordinal', '>', 2).execute();
  await embedDocument(createDocuments(app.platform), id, run());
  assert.deepEqual([(await statusOf(ana, id)).status, await countRows(id)], ['completed', whole]);
});

test('a try that was told to stop changes nothing more', async () => {
  const id = await ingest(ana, 'Stopped halfway.', 'stop.txt');
  await setBack(id, 'received');
  const stopped = AbortSignal.abort(new Error('taken over'));
  await assert.rejects(ingestDocument(createDocuments(app.platform), id, run(stopped)), /taken over/);
  assert.equal((await statusOf(ana, id)).stage, 'received');
});

test('a document that is deleted while it is read disappears all the same', async () => {
  const { body } = await uploadText(ana, 'Gone before it was there. '.repeat(5_000), 'gone.txt');
  assert.equal((await ana.call('DELETE', `/v1/documents/${body.document_id}`)).status, 204);
  await eventually('no job is left', async () => {
    const waiting = await jobs.depth();
    return !waiting['documents-ingest'] && !waiting['documents-embed'];
  });
  assert.deepEqual(await countRows(body.document_id), [0, 0, 0]);
});

/** An Ollama with vectors of three numbers; says 500 while it is down. */
async function startOllama() {
  const state = { down: false };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { input } = JSON.parse(Buffer.concat(parts).toString()) as { input: string[] };
    response.writeHead(state.down ? 500 : 200);
    response.end(
      JSON.stringify({ embeddings: input.map((text) => [text.length, 1, text.includes('harbour') ? 9 : 0]) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('another embedding model is built in the background while the old one serves, then takes its place', async () => {
  const { state, url } = await startOllama();
  const config = { ...app.platform.config, EMBEDDINGS: 'ollama:tiny', OLLAMA_BASE_URL: url };
  const embeddings = createEmbeddings(config);
  after(() => embeddings.close());
  const ctx = createDocuments({ ...app.platform, config, embeddings });
  const serving = async () => await db.selectFrom('embedders').select(['name', 'state']).orderBy('id').execute();
  const reindex = async () => {
    const row = await db
      .selectFrom('embedders')
      .select('id')
      .where('name', '=', 'ollama:tiny')
      .executeTakeFirstOrThrow();
    await reindexDocuments(ctx, { embedder_id: row.id, after: '00000000-0000-0000-0000-000000000000' }, run());
  };
  await tendDocuments(ctx, run());
  assert.deepEqual(await serving(), [
    { name: 'builtin', state: 'serving' },
    { name: 'ollama:tiny', state: 'building' },
  ]);
  state.down = true;
  await assert.rejects(reindex(), { code: 'unreachable' });
  assert.ok((await search(ana, 'harbour')).length > 0);
  state.down = false;
  await reindex();
  assert.deepEqual(await serving(), [{ name: 'ollama:tiny', state: 'serving' }]);
  const rows = await db.selectFrom('chunk_vectors').select('embedder_id').distinct().execute();
  assert.equal(rows.length, 1);
});
