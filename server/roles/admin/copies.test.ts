import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { EventPage, ServerFrame } from '@parlance/contracts';
import { assertLivedIn, type LivedIn, liveIn } from '../../../test/harness/lived-in.ts';
import { ask, runRole, type Settings, startRole } from '../../../test/harness/processes.ts';
import { connect, type SocketClient } from '../../../test/harness/socket-client.ts';
import { createEmptyDatabase } from '../../../test/harness/template.ts';

/** A place for an installation; nothing is in it yet. */
async function newPlace(): Promise<Settings & { DATA_DIR: string }> {
  const { settings, remove } = await createEmptyDatabase();
  after(remove);
  return { DATA_DIR: '', ...settings };
}

async function serving<T>(settings: Settings, work: (url: string) => Promise<T>): Promise<T> {
  const server = await startRole(settings);
  try {
    return await work(server.url);
  } finally {
    assert.equal((await server.stop()).code, 0);
  }
}

const readLog = (url: string, token: string, { conversationId, position }: LivedIn) =>
  ask<EventPage>(`${url}/v1/conversations/${conversationId}/events?after=${position.seq}&epoch=${position.epoch}`, {
    token,
  });

const origin = await newPlace();
const lived = await serving(origin, liveIn);
const folder = join(origin.DATA_DIR, 'export');

describe('a backup by export', { concurrency: false }, () => {
  test('goes into a folder that only its owner reads', async () => {
    const { code, output, errors } = await runRole(origin, ['admin', 'export', folder]);
    assert.equal(code, 0, errors);
    assert.match(output, /messages +2\n/);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const again = await runRole(origin, ['admin', 'export', folder]);
    assert.match(again.errors, /not empty/);
  });

  test('restored elsewhere it has every message, file, login and session, and clients are told to fetch anew', async () => {
    const place = await newPlace();
    const { code, errors } = await runRole(place, ['admin', 'import', folder]);
    assert.equal(code, 0, errors);
    await serving(place, async (url) => {
      const token = await assertLivedIn(url, lived);
      const { body } = await readLog(url, token, lived);
      assert.equal(body.limited, true);
      assert.notEqual(body.epoch, lived.position.epoch);
      const refreshed = await ask(`${url}/v1/auth/refresh`, {
        method: 'POST',
        body: { refresh_token: lived.refreshToken },
      });
      assert.equal(refreshed.status, 200);
    });
    const twice = await runRole(place, ['admin', 'import', folder]);
    assert.equal(twice.code, 1);
    assert.match(twice.errors, /not empty/);
  });

  test('with a damaged table nothing is kept, and the place can be used again', async () => {
    const damaged = join(origin.DATA_DIR, 'damaged');
    cpSync(folder, damaged, { recursive: true });
    const file = join(damaged, 'tables', 'messages.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('die Datei', 'die Katze'));
    const place = await newPlace();
    const { code, errors } = await runRole(place, ['admin', 'import', damaged]);
    assert.equal(code, 1);
    assert.match(errors, /messages did not arrive as it was .* nothing was kept/);
    assert.ok(!existsSync(join(place.DATA_DIR, 'media')));
    assert.equal((await runRole(place, ['admin', 'import', folder])).code, 0);
    await serving(place, (url) => assertLivedIn(url, lived));
  });

  test('an export that was cut short is refused', async () => {
    const { code, errors } = await runRole(await newPlace(), ['admin', 'import', join(folder, 'tables')]);
    assert.equal(code, 1);
    assert.match(errors, /no complete export/);
  });
});

/** A client that was here before and says so on its socket; with what it hears of that. */
async function resumeBySocket(url: string, token: string): Promise<{ device: SocketClient; heard: ServerFrame[] }> {
  const { conversationId, position } = lived;
  const device = await connect(url, { token });
  const point = { conversation_id: conversationId, after: position.seq, epoch: position.epoch };
  device.send({ type: 'resume', conversations: [point] });
  await device.next('resumed');
  device.send({ type: 'join', ...point });
  return { device, heard: device.frames.filter(({ type }) => type !== 'ready' && type !== 'resumed') };
}

test('new-epoch tells clients that resume to fetch anew; without it they go on', async () => {
  const before = await serving(origin, async (url) => {
    const token = await assertLivedIn(url, lived);
    const { body } = await readLog(url, token, lived);
    assert.equal(body.limited, false);
    assert.deepEqual((await resumeBySocket(url, token)).heard, []);
    return body;
  });
  const { code, output } = await runRole(origin, ['admin', 'new-epoch']);
  assert.equal(code, 0);
  assert.match(output, /new epoch: 3/);
  await serving(origin, async (url) => {
    const token = await assertLivedIn(url, lived);
    const { body } = await readLog(url, token, lived);
    assert.equal(body.limited, true);
    const { head_seq, epoch } = body;
    assert.notEqual(epoch, before.epoch);
    const limited = { type: 'limited', conversation_id: lived.conversationId, head_seq, epoch };
    const { device, heard } = await resumeBySocket(url, token);
    assert.deepEqual(heard, [limited]);
    await device.next('limited');
    assert.deepEqual(await device.next('limited'), limited, 'joining is answered in the same way');
  });
});

describe('a move from the embedded database to PostgreSQL', { skip: !process.env.TEST_DATABASE_URL }, () => {
  test('keeps every message, file, login and position; the embedded one stays as it was', async () => {
    const { DATABASE_URL = '', ...target } = await newPlace();
    const embedded = await serving(target, liveIn);
    const { code, output, errors } = await runRole({ ...target, DATABASE_URL }, ['admin', 'move']);
    assert.equal(code, 0, errors);
    assert.match(output, /Moved and compared/);
    await serving({ ...target, DATABASE_URL }, async (url) => {
      const token = await assertLivedIn(url, embedded);
      const { body } = await readLog(url, token, embedded);
      assert.deepEqual(
        { limited: body.limited, epoch: body.epoch },
        { limited: false, epoch: embedded.position.epoch },
      );
    });
    await serving(target, (url) => assertLivedIn(url, embedded));
    const again = await runRole({ ...target, DATABASE_URL }, ['admin', 'move']);
    assert.match(again.errors, /not empty.*nothing was changed/);
  });

  test('takes no password from the command line', async () => {
    const { DATA_DIR } = origin;
    const { code, errors } = await runRole({ DATA_DIR }, ['admin', 'move', '--to', 'postgres://a:secret@127.0.0.1/x']);
    assert.equal(code, 1);
    assert.match(errors, /PGPASSWORD|no embedded database/);
    assert.doesNotMatch(errors, /secret/);
  });
});
