import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { startApp } from '../../../test/harness/index.ts';
import { picture, sendFiles, storedFiles, until, uploaded } from '../../../test/harness/uploads.ts';
import { newId } from '../../platform/ids.ts';
import { sweepMedia } from './media.sweep.ts';

const hour = 3_600_000;
const job = { signal: new AbortController().signal };
let clock = Date.now();
const app = await startApp({ now: () => new Date(clock), settings: { ACCESS_TOKEN_SECONDS: '86400' } });
const [ana, ben] = [await app.signUp('ana'), await app.signUp('ben')];
const root = join(app.platform.config.DATA_DIR, 'media');

const exists = async (id: string) => (await ana.call('GET', `/v1/media/${id}`)).status === 200;
const age = (path: string) => utimesSync(join(root, path), new Date(clock - 30 * hour), new Date(clock - 30 * hour));

test('the sweep removes what nobody sent within a day, and nothing that was sent', async () => {
  const forgotten = await uploaded(app, ana, await picture());
  const sent = await uploaded(app, ana, await picture());
  await sendFiles(ana, ben, [sent]);
  clock += 23 * hour;
  const young = await uploaded(app, ana, 'young', 'young.txt');
  await sweepMedia(app.platform, job);
  assert.equal(await exists(forgotten.id), true);
  clock += 2 * hour;
  const again = await app.signUp('later');
  await sweepMedia(app.platform, job);
  assert.equal((await again.call('GET', `/v1/media/${forgotten.id}`)).status, 404);
  const rows = await app.platform.db.selectFrom('media').select('id').orderBy('id').execute();
  assert.deepEqual(
    rows.map(({ id }) => id),
    [sent.id, young.id],
  );
  await until(() => !storedFiles(app).some((path) => path.includes(forgotten.id)));
  assert.equal(storedFiles(app).filter((path) => path.includes(sent.id)).length, 2);
});

test('files of messages that went without a word are removed', async () => {
  const media = await uploaded(app, await app.signUp('carl'), 'lost', 'lost.txt');
  await app.platform.db
    .insertInto('media_attachments')
    .values({ media_id: media.id, message_id: newId(), conversation_id: newId() })
    .execute();
  await sweepMedia(app.platform, job);
  assert.equal(
    await app.platform.db.selectFrom('media').select('id').where('id', '=', media.id).executeTakeFirst(),
    undefined,
  );
  await until(() => !storedFiles(app).some((path) => path.includes(media.id)));
});

test('bytes that nothing names are removed once they are old, uploads under way are not', async () => {
  // Files carry the real time, so here the clock has to be right.
  clock = Date.now();
  const [orphan, fresh] = [newId(), newId()];
  for (const id of [orphan, fresh]) {
    await app.platform.blobs.put(`uploads/${id}`, Readable.from(['x']), { maxBytes: 1 });
  }
  age(storedFiles(app).find((path) => path.includes(orphan)) ?? '');
  mkdirSync(join(root, 'incoming'), { recursive: true });
  for (const name of ['cut', 'running']) writeFileSync(join(root, 'incoming', name), 'half');
  age('incoming/cut');
  await sweepMedia(app.platform, job);
  const left = storedFiles(app);
  assert.deepEqual(
    [orphan, fresh, 'cut', 'running'].map((name) => left.some((path) => path.includes(name))),
    [false, true, false, true],
  );
});

test('both queues exist, the sweep with its schedule', async () => {
  const { rows } = await app.platform.database.pool.query<{ name: string }>(
    "select name from pgboss.schedule where name like 'media-%'",
  );
  assert.deepEqual(rows, [{ name: 'media-sweep' }]);
});
