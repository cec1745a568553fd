import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import type { Media } from '@parlance/contracts';
import sharp from 'sharp';
import { startApp } from '../../../test/harness/index.ts';
import { picture, storedFiles, until, upload, uploaded } from '../../../test/harness/uploads.ts';

const maxBytes = 200_000;
const app = await startApp({ settings: { MAX_UPLOAD_BYTES: String(maxBytes) } });
const zoe = await app.signUp('zoë');

/** Sends a body as it is, so that it can be wrong. */
function sendRaw(contentType: string | undefined, body: string | Buffer, headers = zoe.headers) {
  return fetch(`${app.url}/v1/media`, {
    method: 'POST',
    headers: { ...headers, ...(contentType ? { 'content-type': contentType } : {}) },
    body: new Uint8Array(Buffer.from(body)),
  });
}
const multipart = 'multipart/form-data; boundary=x';
const filePart = (disposition: string, content: string) =>
  `--x\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: image/png\r\n\r\n${content}\r\n`;

async function assertNothingAdded(work: () => Promise<unknown>): Promise<void> {
  const before = storedFiles(app);
  const { items } = (await zoe.call<{ items: Media[] }>('GET', '/v1/media?limit=200')).body;
  await work();
  assert.deepEqual(storedFiles(app), before);
  assert.equal((await zoe.call<{ items: Media[] }>('GET', '/v1/media?limit=200')).body.items.length, items.length);
}

test('an upload is described by its bytes, not by what the browser says', async () => {
  const { status, body } = await upload(app, zoe, await picture(1_200, 800), 'Grüße aus Århus 🌊.png');
  assert.equal(status, 201);
  assert.equal(body.filename, 'Grüße aus Århus 🌊.png');
  assert.deepEqual([body.mime, body.width, body.height], ['image/png', 1_200, 800]);
  assert.match(body.url, new RegExp(`^/v1/media/${body.id}\\?expires=\\d+&sig=[\\w-]{43}$`));
  assert.match(body.thumbnail_url ?? '', new RegExp(`^/v1/media/${body.id}/thumbnail\\?`));
  assert.deepEqual((await zoe.call('GET', `/v1/media/${body.id}/info`)).body, body);
});

test('the list shows own uploads alone, newest first, in pages', async () => {
  const omar = await app.signUp('omar');
  const ids: string[] = [];
  for (const name of ['1.txt', '2.txt', '3.txt']) ids.unshift((await uploaded(app, omar, name, name)).id);
  type Page = { items: Media[]; next_cursor: string | null };
  const first = (await omar.call<Page>('GET', '/v1/media?limit=2')).body;
  const second = (await omar.call<Page>('GET', `/v1/media?limit=2&cursor=${first.next_cursor}`)).body;
  assert.deepEqual(
    [...first.items, ...second.items].map(({ id }) => id),
    ids,
  );
  assert.equal(second.next_cursor, null);
  assert.equal((await omar.call('GET', '/v1/media?cursor=nonsense')).status, 422);
  assert.equal((await app.call('GET', '/v1/media')).status, 401);
});

test('a form without exactly one file with content is refused and leaves nothing', async () => {
  await assertNothingAdded(async () => {
    const end = '--x--\r\n';
    const one = filePart('name="file"; filename="a.png"', 'abc');
    for (const [what, body, status, code] of [
      ['no parts', end, 422, 'validation_failed'],
      [
        'a field instead of a file',
        '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--x--\r\n',
        422,
        'validation_failed',
      ],
      ['another field name', `${filePart('name="photo"; filename="a.png"', 'abc')}${end}`, 422, 'validation_failed'],
      ['two files', `${one}${one}${end}`, 422, 'validation_failed'],
      ['three files', `${one}${one}${one}${end}`, 422, 'validation_failed'],
      ['empty file', `${filePart('name="file"; filename="a.png"', '')}${end}`, 422, 'validation_failed'],
      ['cut off in the file', one.slice(0, -2), 400, 'malformed_body'],
      ['cut off behind the file', one, 400, 'malformed_body'],
      ['empty body', '', 422, 'validation_failed'],
      ['prototype as field', `${filePart('name="__proto__"; filename="a.png"', 'abc')}${end}`, 400, 'malformed_body'],
    ] as const) {
      const response = await sendRaw(multipart, body);
      const answer = (await response.json()) as { error: string };
      assert.deepEqual([response.status, answer.error], [status, code], what);
    }
  });
});

test('what is not multipart is refused', async () => {
  for (const type of ['application/json', 'image/png', 'application/x-www-form-urlencoded', undefined]) {
    const response = await sendRaw(type, '{"file":"x"}');
    assert.equal(response.status, 415, type);
    assert.equal(((await response.json()) as { error: string }).error, 'unsupported_media_type');
  }
  const noBoundary = await sendRaw('multipart/form-data', 'abc');
  assert.equal(noBoundary.status, 400);
  assert.equal((await sendRaw(multipart, '--x--\r\n', { authorization: 'Bearer forged' })).status, 401);
});

test('the largest allowed file fits, one byte more is refused and leaves nothing', async () => {
  assert.equal((await uploaded(app, zoe, Buffer.alloc(maxBytes, 'a'), 'full.txt')).size, maxBytes);
  await assertNothingAdded(async () => {
    const { status, body } = await upload(app, zoe, Buffer.alloc(maxBytes + 1, 'a'), 'more.txt');
    assert.deepEqual([status, body.error], [413, 'payload_too_large']);
    const huge = await upload(app, zoe, Buffer.alloc(20 * maxBytes, 'a'), 'huge.txt');
    assert.deepEqual([huge.status, huge.body.error], [413, 'payload_too_large']);
  });
  assert.equal((await upload(app, zoe, 'still works', 'next.txt')).status, 201);
});

test('an upload that its sender breaks off leaves nothing', async () => {
  await assertNothingAdded(async () => {
    const outgoing = request(`${app.url}/v1/media`, {
      method: 'POST',
      headers: { ...zoe.headers, 'content-type': multipart, 'content-length': String(maxBytes) },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(filePart('name="file"; filename="a.png"', 'x'.repeat(100_000)));
    await until(() => storedFiles(app).some((path) => path.startsWith('incoming')));
    outgoing.destroy();
    await until(() => !storedFiles(app).some((path) => path.startsWith('incoming')));
  });
});

test('names are shown as sent, but never as a path, a second line or backwards', async () => {
  for (const [sent, shown] of [
    ['filename="../../../etc/cron.d/x"', 'x'],
    ['filename="C:\\\\temp\\\\plan.txt"', 'plan.txt'],
    ['filename="a %22quoted%22 name.txt"', 'a "quoted" name.txt'],
    ['filename="two%0D%0Alines.txt"', 'twolines.txt'],
    ['filename="\u202egpj.exe"', 'gpj.exe'],
    ['filename="👩‍👩‍👧.txt"', '👩‍👩‍👧.txt'],
    ["filename*=UTF-8''na%C3%AFve.txt", 'naïve.txt'],
    ['filename=""', 'file'],
    [`filename="${'a'.repeat(500)}.txt"`, `${'a'.repeat(196)}.txt`],
  ] as const) {
    const response = await sendRaw(multipart, `${filePart(`name="file"; ${sent}`, 'hello')}--x--\r\n`);
    const media = (await response.json()) as Media;
    assert.deepEqual([response.status, media.filename], [201, shown], `${sent} ${JSON.stringify(media)}`);
    const download = await fetch(app.url + media.url);
    assert.equal(await download.text(), 'hello');
    assert.ok(!download.headers.get('content-disposition')?.includes('\u202e'));
  }
});

test('a thumbnail is upright, small and without metadata; the original stays as it was sent', async () => {
  const original = await sharp(await picture(2_000, 1_000))
    .withExif({ IFD0: { Copyright: 'Ana' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  assert.ok((await sharp(original).metadata()).exif);
  const media = await uploaded(app, zoe, original, 'IMG_0001.jpg');
  assert.deepEqual([media.width, media.height], [1_000, 2_000]);
  const thumbnail = Buffer.from(await (await fetch(app.url + media.thumbnail_url)).arrayBuffer());
  const facts = await sharp(thumbnail).metadata();
  assert.deepEqual(
    [facts.format, facts.width, facts.height, facts.exif, facts.orientation],
    ['webp', 320, 640, undefined, undefined],
  );
  assert.ok(original.equals(Buffer.from(await (await fetch(app.url + media.url)).arrayBuffer())));
});

test('a picture that is broken, too large or none gets no thumbnail', async () => {
  const png = await picture(400, 400);
  const broken = await uploaded(app, zoe, png.subarray(0, png.length / 2), 'half.png');
  assert.deepEqual([broken.mime, broken.thumbnail_url], ['image/png', null]);
  const bomb = await uploaded(app, zoe, await picture(8_000, 6_300).then(asSmall), 'bomb.png');
  assert.deepEqual([bomb.mime, bomb.width, bomb.thumbnail_url], ['image/png', null, null]);
  const svg = await uploaded(app, zoe, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'a.png');
  assert.deepEqual([svg.mime, svg.thumbnail_url], ['image/svg+xml', null]);
  assert.equal((await fetch(`${app.url}/v1/media/${svg.id}/thumbnail`, { headers: zoe.headers })).status, 404);
});

test('what one person keeps without sending it is bounded', async () => {
  const small = await startApp({ settings: { MAX_UPLOAD_BYTES: '1024' } });
  const ana = await small.signUp('ana');
  const full = Array.from({ length: 20 }, (_, index) => `${index}.txt`);
  const results = await Promise.all([...full, 'more.txt'].map((name) => upload(small, ana, 'x'.repeat(1024), name)));
  const refused = results.filter(({ status }) => status !== 201);
  assert.equal(refused.length, 1);
  assert.ok(['conflict', 'rate_limited'].includes(refused[0]?.body.error ?? ''));
  const next = await upload(small, ana, 'x', 'next.txt');
  assert.deepEqual([next.status, next.body.error], [409, 'conflict']);
  assert.equal(storedFiles(small).length, 20);
  assert.equal((await upload(small, await small.signUp('ben'), 'x', 'mine.txt')).status, 201);
  assert.equal(
    (await ana.call('DELETE', `/v1/media/${results.find(({ status }) => status === 201)?.body.id}`)).status,
    204,
  );
  assert.equal((await upload(small, ana, 'x', 'again.txt')).status, 201);
});

/** The picture, compressed until it fits the limit of these tests. */
async function asSmall(png: Buffer): Promise<Buffer> {
  const small = await sharp(png, { limitInputPixels: false })
    .png({ palette: true, colours: 2, compressionLevel: 9 })
    .toBuffer();
  assert.ok(small.length < maxBytes);
  return small;
}
