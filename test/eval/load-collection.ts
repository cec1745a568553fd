import { Readable } from 'node:stream';
import { recordUpload, stageFile } from '../../server/modules/documents/documents.actions.ts';
import type { DocumentsContext } from '../../server/modules/documents/index.ts';
import { embedDocument } from '../../server/modules/documents/ingest/embed.ts';
import { indexWords } from '../../server/modules/documents/ingest/ingest.ts';
import { readDocument } from '../../server/modules/documents/ingest/read-document.ts';
import type { Collection } from './read-collection.ts';

const limits = { maxBytes: 10_000_000, maxPages: 1_000, maxTextUnits: 5_000_000, timeoutMs: 60_000 };

/** The stages of the product's ingest, one after the other in this thread. Returns the collection's ids by the product's. */
export async function loadCollection(
  ctx: DocumentsContext,
  userId: string,
  { documents }: Collection,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const job = { id: '', attempt: 1, signal: new AbortController().signal, hold: async () => undefined };
  for (const { id, title, text } of documents) {
    // The same text may stand in a collection twice: the product would keep it once.
    const bytes = Buffer.from(`# ${title === '' ? id : title}\n\n${text}\n\n${ids.size}`);
    const staged = await stageFile(ctx, Readable.from([bytes], { objectMode: false }), limits);
    const filename = `${id}.md`;
    const place = { visibility: 'private', conversationId: null } as const;
    const row = await recordUpload(ctx, { userId }, staged, { ...place, filename, title: undefined, metadata: {} });
    ids.set(row.id, id);
    const result = await readDocument({ bytes: new Uint8Array(bytes), filename, mime: row.mime, limits });
    if ('error' in result) throw new Error(`${id}: ${result.error.detail}`);
    await indexWords(ctx, row, result.reading, job);
    await embedDocument(ctx, row.id, job);
    if (ids.size % 100 === 0) process.stderr.write(`${ids.size} of ${documents.length} documents\n`);
  }
  return ids;
}
