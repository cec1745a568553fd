import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createClient, type ParlanceClient } from './client.ts';
import { ids } from './testing/fixtures.ts';
import { memoryTokens } from './tokens.ts';
import type { UploadProgress } from './upload.ts';

const media = { id: ids.other, filename: 'Übersicht 📊.csv', size: 12 };
const file = new Blob(['größe;zahl\n'], { type: 'text/csv' });

/** Reads what a browser or fetch would send, with the platform's own parser. */
let uploads: { token: string | null; form: FormData }[] = [];
let statuses: number[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.url === '/v1/auth/refresh') {
    const tokens = { access_token: 'access-2', refresh_token: 'r', token_type: 'bearer', expires_in: 900 };
    response.end(JSON.stringify({ user: { id: ids.zoe }, ...tokens }));
    return;
  }
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(Buffer.concat(chunks), { headers }).formData();
  uploads.push({ token: request.headers.authorization ?? null, form });
  const status = statuses.shift() ?? 201;
  response
    .writeHead(status)
    .end(JSON.stringify(status < 400 ? media : { error: 'payload_too_large', detail: 'Too big.' }));
});

let client: ParlanceClient;
before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  uploads = [];
  statuses = [];
  const expires_at = Number.MAX_SAFE_INTEGER;
  client = createClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: memoryTokens({ user_id: ids.zoe, access_token: 'access-1', refresh_token: 'r', expires_at }),
  });
});

describe('uploading', () => {
  test('sends the file with its name in the field "file" and tells when all is there', async () => {
    const progress: UploadProgress[] = [];
    const answer = await client.media.upload(file, 'Übersicht 📊.csv', { onProgress: (step) => progress.push(step) });
    assert.deepEqual(answer, media);
    const sent = uploads[0]?.form.get('file');
    assert.ok(sent instanceof File);
    assert.deepEqual([sent.name, sent.type, await sent.text()], ['Übersicht 📊.csv', 'text/csv', 'größe;zahl\n']);
    assert.deepEqual(progress.at(-1), { loaded: file.size, total: file.size });
  });

  test('sends it again where the token had run out, and only then', async () => {
    statuses = [401];
    await client.media.upload(file, 'a.csv');
    assert.deepEqual(
      uploads.map(({ token }) => token),
      ['Bearer access-1', 'Bearer access-2'],
    );
    statuses = [413];
    await assert.rejects(client.media.upload(file, 'a.csv'), { code: 'payload_too_large', status: 413 });
    assert.equal(uploads.length, 3);
  });

  test('stops when the caller does', async () => {
    await assert.rejects(client.media.upload(file, 'a.csv', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.equal(uploads.length, 0);
  });
});
