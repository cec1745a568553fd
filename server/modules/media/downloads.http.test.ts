import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Media } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { picture, uploaded } from '../../../test/harness/uploads.ts';

const app = await startApp();
const ana = await app.signUp('ana');

const fetchMedia = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(app.url + path, { method, headers });
const digits = await uploaded(app, ana, '0123456789', 'digits.txt');
const whole = await fetchMedia(digits.url);
const etag = whole.headers.get('etag') ?? '';

test('the bytes come back as they were, with headers that let no browser run them', async () => {
  assert.equal(await whole.text(), '0123456789');
  assert.equal(whole.status, 200);
  const shown = (name: string) => whole.headers.get(name);
  assert.equal(shown('content-type'), 'text/plain; charset=utf-8');
  assert.equal(shown('content-length'), '10');
  assert.equal(shown('content-disposition'), 'inline; filename=digits.txt');
  assert.equal(shown('x-content-type-options'), 'nosniff');
  assert.equal(shown('content-security-policy'), "sandbox; default-src 'none'");
  assert.equal(shown('cross-origin-resource-policy'), 'same-origin');
  assert.equal(shown('accept-ranges'), 'bytes');
  assert.match(etag, /^"[0-9a-f]{64}"$/);
  const withToken = await fetchMedia(`/v1/media/${digits.id}`, ana.headers);
  assert.equal(withToken.headers.get('cache-control'), 'private, no-cache');
  await withToken.text();
});

test('only harmless types are shown inline, whatever the file is called', async () => {
  for (const [content, filename, type, disposition] of [
    [await picture(), 'page.html', 'image/png', 'inline'],
    ['%PDF-1.4\n', 'a.pdf', 'application/pdf', 'inline'],
    ['alert(1)', 'a.js', 'text/plain; charset=utf-8', 'inline'],
    ['<html><script>alert(1)</script>', 'photo.png', 'text/html; charset=utf-8', 'attachment'],
    ['<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 'photo.png', 'image/svg+xml', 'attachment'],
    ['<?xml version="1.0"?><x/>', 'a.txt', 'application/xml', 'attachment'],
    ['a;b', 'a.csv', 'text/csv; charset=utf-8', 'attachment'],
    [Buffer.from('MZ\0\0'), 'setup.png', 'application/x-msdownload', 'attachment'],
    [Buffer.from([0, 1, 2, 3]), 'a.png', 'application/octet-stream', 'attachment'],
  ] as const) {
    const { url } = await uploaded(app, ana, content, filename);
    const response = await fetchMedia(url);
    await response.arrayBuffer();
    const given = response.headers.get('content-disposition')?.split(';')[0];
    assert.deepEqual([response.headers.get('content-type'), given], [type, disposition], filename);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  }
});

test('a name of any script arrives whole', async () => {
  const { url } = await uploaded(app, ana, 'x', 'Überraschung "für" 愛 👩‍👩‍👧.txt');
  const response = await fetchMedia(url);
  await response.text();
  const disposition = response.headers.get('content-disposition') ?? '';
  const [, encoded = ''] = /filename\*=utf-8''(\S+)$/i.exec(disposition) ?? [];
  assert.equal(decodeURIComponent(encoded), 'Überraschung "für" 愛 👩‍👩‍👧.txt', disposition);
});

test('ranges are cut as asked, and what cannot be cut is answered whole or refused', async () => {
  for (const [range, status, text, contentRange] of [
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=0-1', 200, '0123456789', null],
    ['bytes=abc', 200, '0123456789', null],
    ['bytes', 200, '0123456789', null],
  ] as const) {
    const response = await fetchMedia(digits.url, { range });
    assert.deepEqual(
      [response.status, await response.text(), response.headers.get('content-range')],
      [status, text, contentRange],
      range,
    );
    assert.equal(response.headers.get('content-length'), String(text.length));
  }
  for (const range of ['bytes=10-', 'bytes=99-100', 'bytes=-0']) {
    const response = await fetchMedia(digits.url, { range });
    assert.equal(response.status, 416, range);
    assert.equal(response.headers.get('content-range'), 'bytes */10');
    assert.equal(((await response.json()) as { error: string }).error, 'range_not_satisfiable');
  }
});

test('what the browser has already is not sent again', async () => {
  for (const [headers, status] of [
    [{ 'if-none-match': etag }, 304],
    [{ 'if-none-match': `"x", W/${etag}` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-range': etag, range: 'bytes=0-0' }, 206],
    [{ 'if-range': '"x"', range: 'bytes=0-0' }, 200],
  ] as [Record<string, string>, number][]) {
    const response = await fetchMedia(digits.url, headers);
    await response.text();
    assert.equal(response.status, status, JSON.stringify(headers));
    assert.equal(response.headers.get('etag'), etag);
  }
  const stranger = await app.signUp('stranger');
  const refused = await fetchMedia(`/v1/media/${digits.id}`, { ...stranger.headers, 'if-none-match': etag });
  assert.equal(refused.status, 404);
  await refused.text();
});

test('HEAD tells the same without the bytes', async () => {
  const head = await fetchMedia(digits.url, { range: 'bytes=0-3' }, 'HEAD');
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '10', '']);
  assert.equal(head.headers.get('etag'), etag);
  assert.equal((await fetchMedia(`/v1/media/${digits.id}`, {}, 'HEAD')).status, 401);
});

test('bytes that the storage lost are a clear 404', async () => {
  const media = await uploaded(app, ana, 'gone', 'gone.txt');
  await app.platform.blobs.remove(`uploads/${media.id}`);
  const { status, body } = await app.call<{ error: string }>('GET', media.url);
  assert.deepEqual([status, body.error], [404, 'not_found']);
});

test('fifty megabytes go in and out without being held in memory', async () => {
  const content = randomBytes(50 * 1024 * 1024);
  const memory = watchMemory();
  const media = await uploadInPieces(content);
  assert.equal(media.size, content.length);
  const [slow] = (await once(get(app.url + media.url), 'response')) as [IncomingMessage];
  // A reader that does not read must stop the server from reading ahead.
  await setTimeout(300);
  slow.destroy();
  const peak = memory.stop();
  assert.ok(peak < 35 * 1024 * 1024, `${Math.round(peak / 1024 / 1024)} MiB more in use`);
  const download = await fetchMedia(media.url);
  assert.ok(content.equals(Buffer.from(await download.arrayBuffer())));
});

test('no line of the log shows a signature', async () => {
  const logged = await startApp({
    settings: { LOG_LEVEL: 'trace', LOG_FORMAT: 'json', LOG_FILE: join(app.platform.config.DATA_DIR, 'all.log') },
  });
  const zoe = await logged.signUp('zoe');
  const media = await uploaded(logged, zoe, await picture());
  const other = await uploaded(logged, zoe, 'x', 'x.txt');
  for (const path of [
    media.url,
    media.thumbnail_url ?? '',
    media.url.replace(media.id, other.id),
    `/nowhere${media.url}`,
  ]) {
    await (await fetch(logged.url + path)).arrayBuffer();
  }
  await logged.close();
  const log = readFileSync(join(app.platform.config.DATA_DIR, 'all.log'), 'utf8');
  assert.ok(log.includes('/v1/media'));
  for (const address of [media.url, media.thumbnail_url ?? '']) {
    const signature = new URLSearchParams(address.split('?')[1]).get('sig') ?? '';
    assert.equal(signature.length, 43);
    assert.ok(!log.includes(signature));
  }
});

/** An upload that arrives bit by bit, as from a network. */
async function uploadInPieces(content: Buffer): Promise<Media> {
  const piece = 256 * 1024;
  const headers = { ...ana.headers, 'content-type': 'multipart/form-data; boundary=x' };
  const outgoing = request(`${app.url}/v1/media`, { method: 'POST', headers });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  async function* form() {
    yield '--x\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n';
    for (let start = 0; start < content.length; start += piece) yield content.subarray(start, start + piece);
    yield '\r\n--x--\r\n';
  }
  await pipeline(form(), outgoing);
  const [response] = await answered;
  assert.equal(response.statusCode, 201);
  return (await json(response)) as Media;
}

/** Bytes of buffers that are really in use, beyond those at the start, at the worst moment looked at. */
function watchMemory(): { stop(): number } {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as (options: { type: 'minor' | 'major' }) => void;
  const inUse = () => {
    collectGarbage({ type: 'minor' });
    return process.memoryUsage().arrayBuffers;
  };
  const before = inUse();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, inUse());
  }, 50);
  return {
    stop: () => {
      clearInterval(timer);
      return peak - before;
    },
  };
}
