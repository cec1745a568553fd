import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Media } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { picture, postFiles, sendFiles, storedFiles, until, upload, uploaded } from '../../../test/harness/uploads.ts';
import { newId } from '../../platform/ids.ts';

let clock = Date.now();
const app = await startApp({
  now: () => new Date(clock),
  settings: { MEDIA_URL_SECONDS: '600', ACCESS_TOKEN_SECONDS: '86400' },
});
const [ana, ben, eve] = [await app.signUp('ana'), await app.signUp('ben'), await app.signUp('eve')];

const statusesFor = async (person: typeof ana | undefined, id: string) => {
  const headers = person?.headers ?? {};
  const paths = [`/v1/media/${id}`, `/v1/media/${id}/thumbnail`, `/v1/media/${id}/info`];
  return Promise.all(paths.map(async (path) => (await app.call('GET', path, undefined, headers)).status));
};
const all = (status: number) => [status, status, status];
const file = async () => uploaded(app, ana, await picture());

test('an upload is its owner’s alone until a message carries it, then its readers’', async () => {
  const media = await file();
  assert.deepEqual(await statusesFor(ana, media.id), all(200));
  assert.deepEqual(await statusesFor(ben, media.id), all(404));
  assert.deepEqual(await statusesFor(undefined, media.id), all(401));
  const { conversationId } = await sendFiles(ana, ben, [media]);
  assert.deepEqual(await statusesFor(ben, media.id), all(200));
  assert.deepEqual(await statusesFor(eve, media.id), all(404));
  assert.equal((await ben.call<{ items: Media[] }>('GET', '/v1/media')).body.items.length, 0);
  await ana.call('DELETE', `/v1/conversations/${conversationId}/members/${ben.user.id}`);
  assert.deepEqual(await statusesFor(ben, media.id), all(404));
  assert.deepEqual(await statusesFor(ana, media.id), all(200));
});

test('a message says about its file what the upload says', async () => {
  const media = await file();
  const { conversationId } = await sendFiles(ana, ben, []);
  const { body } = await ana.call<{ message: { content: { parts: unknown[] } } }>('POST', '/v1/messages', {
    conversation_id: conversationId,
    content: [{ type: 'file', media_id: media.id.toUpperCase(), filename: 'x.exe', mime: 'text/html', size: 1 }],
  });
  const { id, filename, mime, size } = media;
  assert.deepEqual(body.message.content.parts, [{ type: 'file', media_id: id, filename, mime, size }]);
});

test('nobody attaches what they may not read; readers may pass it on', async () => {
  const media = await file();
  const { conversationId } = await sendFiles(ben, eve, []);
  const refused = await postFiles(ben, conversationId, [media]);
  assert.deepEqual(
    [refused.status, refused.body.error, refused.body.fields?.[0]?.path],
    [404, 'not_found', 'media_id'],
  );
  assert.equal((await postFiles(ben, conversationId, [{ id: newId() }])).status, 404);
  await sendFiles(ana, ben, [media]);
  assert.equal((await postFiles(ben, conversationId, [media])).status, 201);
  assert.deepEqual(await statusesFor(eve, media.id), all(200));
});

test('a deleted message takes its file with it, unless another message carries it too', async () => {
  const [alone, shared] = [await file(), await file()];
  const first = await sendFiles(ana, ben, [alone, shared]);
  await sendFiles(ana, ben, [shared]);
  assert.equal((await ana.call('DELETE', `/v1/messages/${first.messageId}`)).status, 204);
  assert.deepEqual(await statusesFor(ana, alone.id), all(404));
  assert.deepEqual(await statusesFor(ben, alone.id), all(404));
  assert.equal((await app.call('GET', alone.url)).status, 404);
  assert.deepEqual(await statusesFor(ben, shared.id), all(200));
  await until(() => !storedFiles(app).some((path) => path.includes(alone.id)));
  assert.ok(storedFiles(app).some((path) => path.includes(shared.id)));
});

test('a deleted conversation takes its files with it', async () => {
  const media = await file();
  const { conversationId } = await sendFiles(ana, ben, [media]);
  assert.equal((await ana.call('DELETE', `/v1/conversations/${conversationId}`)).status, 204);
  assert.deepEqual(await statusesFor(ana, media.id), all(404));
  await until(() => !storedFiles(app).some((path) => path.includes(media.id)));
});

test('only its owner deletes an upload, and only while no message carries it', async () => {
  const media = await file();
  assert.equal((await ben.call('DELETE', `/v1/media/${media.id}`)).status, 404);
  const { messageId } = await sendFiles(ana, ben, [media]);
  assert.equal((await ben.call('DELETE', `/v1/media/${media.id}`)).status, 403);
  const carried = await ana.call<{ error: string }>('DELETE', `/v1/media/${media.id}`);
  assert.deepEqual([carried.status, carried.body.error], [409, 'conflict']);
  await ana.call('DELETE', `/v1/messages/${messageId}`);
  assert.equal((await ana.call('DELETE', `/v1/media/${media.id}`)).status, 404);
  const unsent = await file();
  assert.equal((await ana.call('DELETE', `/v1/media/${unsent.id}`)).status, 204);
  assert.deepEqual(await statusesFor(ana, unsent.id), all(404));
  await until(() => !storedFiles(app).some((path) => path.includes(unsent.id)));
});

test('attaching and deleting at the same time never leave a message without its file', async () => {
  const { conversationId } = await sendFiles(ana, ben, []);
  for (let round = 0; round < 10; round++) {
    const media = await uploaded(app, ana, `round ${round}`, 'round.txt');
    const [posted, deleted] = await Promise.all([
      postFiles(ana, conversationId, [media]),
      ana.call('DELETE', `/v1/media/${media.id}`),
    ]);
    assert.ok(
      (posted.status === 201 && deleted.status === 409) || (posted.status === 404 && deleted.status === 204),
      `${posted.status} ${deleted.status}`,
    );
    assert.equal((await ben.call('GET', `/v1/media/${media.id}`)).status, posted.status === 201 ? 200 : 404);
  }
});

test('a signed address works without a token until it ends, for these bytes alone', async () => {
  const [media, other] = [await file(), await file()];
  const get = async (address: string) => (await app.call<{ error?: string }>('GET', address)).status;
  assert.equal(await get(media.url), 200);
  assert.equal(await get(media.thumbnail_url ?? ''), 200);
  const query = media.url.split('?')[1] ?? '';
  const expires = Number(new URLSearchParams(query).get('expires'));
  for (const [what, address] of [
    ['another file', `/v1/media/${other.id}?${query}`],
    ['another variant', `/v1/media/${media.id}/thumbnail?${query}`],
    ['a later end', media.url.replace(String(expires), String(expires + 600))],
    ['no end', media.url.replace(/expires=\d+&/, '')],
    ['an odd end', media.url.replace(String(expires), `0${expires}`)],
    ['a changed signature', media.url.replace(/sig=./, (sig) => (sig === 'sig=A' ? 'sig=B' : 'sig=A'))],
    ['a short signature', media.url.slice(0, -4)],
    ['an empty signature', `/v1/media/${media.id}?expires=${expires}&sig=`],
    ['no signature’s alphabet', `/v1/media/${media.id}?expires=${expires}&sig=%F0%9F%98%80`],
  ] as const) {
    assert.equal(await get(address), 403, what);
  }
  assert.equal(await get(`/v1/media/${media.id}?sig=a&sig=b`), 422);
  assert.equal(await get(`/v1/media/${media.id}?expires=${expires}`), 401);
  assert.equal((await app.call('GET', `/v1/media/${media.id}/info?${query}`)).status, 401);
  // A token decides alone where there is one: whoever lost access does not get it back by an old address.
  assert.equal((await app.call('GET', media.url, undefined, eve.headers)).status, 404);
  clock = expires * 1_000;
  const late = await app.call<{ error: string }>('GET', media.url);
  assert.deepEqual([late.status, late.body.error], [401, 'token_expired']);
  const { url } = (await ana.call<Media>('GET', `/v1/media/${media.id}/info`)).body;
  assert.equal(await get(url), 200);
});

test('an address stays the same for a while and always holds for a while', async () => {
  const { id } = await file();
  const addresses = new Set<string>();
  for (let minute = 0; minute < 10; minute++) {
    clock += 60_000;
    const { url, url_expires_at } = (await ana.call<Media>('GET', `/v1/media/${id}/info`)).body;
    addresses.add(url);
    const left = Date.parse(url_expires_at) - clock;
    assert.ok(left >= 300_000 - 1_000 && left <= 600_000, String(left));
    assert.match(
      (await app.call('GET', url)).headers['cache-control'] as string,
      new RegExp(`^private, max-age=${Math.ceil(left / 1_000)}, immutable$`),
    );
  }
  assert.ok(addresses.size <= 3, String(addresses.size));
});

test('ids that are none, or nobody’s, are told apart from nothing', async () => {
  assert.deepEqual(await statusesFor(ana, newId()), all(404));
  assert.deepEqual(await statusesFor(ana, 'not-an-id'), all(422));
  assert.equal((await upload(app, { ...ana, headers: { authorization: 'Bearer x' } }, 'a', 'a.txt')).status, 401);
});
