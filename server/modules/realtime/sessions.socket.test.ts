import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { AuthTokens } from '@parlance/contracts';
import { createGroup, post } from '../../../test/harness/chat.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { asPerson, type Person, password, startApp } from '../../../test/harness/index.ts';
import { connect, openSocket } from '../../../test/harness/socket-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-log-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const logFile = join(folder, 'parlance.log');
let clock = 0;
const app = await startApp({
  settings: { LOG_LEVEL: 'trace', LOG_FILE: logFile, LOG_FORMAT: 'json' },
  now: () => new Date(Date.now() + clock),
});
// Says nothing for as long as the tests before take: see the last one.
const silent = openSocket(app.url, { token: '' }, { by: 'none' });

async function login(person: Person): Promise<Person> {
  const body = { username: person.user.username, password };
  const answer = await app.call<AuthTokens>('POST', '/v1/auth/login', body);
  return asPerson(answer.body, app.call);
}

let people = 0;
async function signUpWithMail(): Promise<Person> {
  people += 1;
  const body = { username: `post-${people}`, password, email: `post-${people}@example.org` };
  return asPerson((await app.call<AuthTokens>('POST', '/v1/auth/signup', body)).body, app.call);
}

/** Asks for a reset by mail and takes its token out of the outbox. */
async function mailedResetToken({ user }: Person): Promise<string> {
  const email = user.email ?? '';
  await app.call('POST', '/v1/auth/forgot-password', { email });
  const outbox = join(app.platform.config.DATA_DIR, 'outbox');
  let token: string | undefined;
  await eventually('the mail is in the outbox', () => {
    const mails = existsSync(outbox) ? readdirSync(outbox).map((name) => readFileSync(join(outbox, name), 'utf8')) : [];
    const mail = mails.find((text) => text.includes(email))?.replace(/=\r?\n/g, '');
    token = mail && /token=3D([\w-]{43})/.exec(mail)?.[1];
    return token !== undefined;
  });
  return token ?? '';
}

const ended = { code: 4401, reason: 'session ended' };

describe('a token', () => {
  test('is taken from the address, the subprotocol or a first frame', async () => {
    const ada = await app.signUp();
    const ids = new Set<string>();
    for (const by of ['address', 'protocol', 'frame'] as const) {
      const device = await connect(app.url, ada, { by });
      const [ready] = device.frames;
      assert.ok(ready?.type === 'ready' && ready.user_id === ada.user.id);
      assert.ok(ready.epoch && ready.heartbeat_seconds === 30);
      assert.equal(device.socket.protocol, by === 'protocol' ? 'bearer' : '');
      ids.add(ready.connection_id);
    }
    assert.equal(ids.size, 3);
  });

  test('that is wrong, tampered with or missing is refused', async () => {
    const ada = await app.signUp();
    const [head, payload, signature] = ada.token.split('.');
    const tampered = `${head}.${payload}.${signature?.split('').reverse().join('')}`;
    for (const token of ['nonsense', tampered, ada.refreshToken, `${head}.${payload}.`]) {
      for (const by of ['address', 'protocol', 'frame'] as const) {
        const device = openSocket(app.url, ada, { by, token });
        assert.deepEqual(await device.closed, { code: 4401, reason: 'unauthorized' });
        const [answer] = device.frames;
        assert.ok(answer?.type === 'error' && answer.code === 'unauthorized', JSON.stringify(answer));
      }
    }
    for (const first of ['{"type":"ping"}', 'no json', '{"type":"auth","token":7}', Buffer.from([1, 2])]) {
      const device = openSocket(app.url, ada, { by: 'none' });
      device.socket.on('open', () => device.socket.send(first));
      assert.equal((await device.closed).code, 4401);
    }
  });

  test('that has expired is refused, with a code that says so', async () => {
    const ada = await app.signUp();
    clock = 16 * 60_000;
    const device = openSocket(app.url, ada);
    assert.equal((await device.closed).code, 4401);
    clock = 0;
    assert.ok(device.frames[0]?.type === 'error' && device.frames[0].code === 'token_expired');
  });

  test('is waited for: frames that come before it was checked keep their order', async () => {
    const ada = await app.signUp();
    const id = await createGroup(ada);
    const device = openSocket(app.url, ada, { by: 'none' });
    device.socket.on('open', () => {
      device.send({ type: 'auth', token: ada.token });
      for (let n = 0; n < 400; n++)
        device.send({ type: 'message', conversation_id: id, message_id: `k${n}`, content: `${n}` });
    });
    await device.reached(id, 401);
    const keys = device
      .events(id)
      .flatMap((event) => (event.type === 'message-created' ? [event.message.message_id] : []));
    assert.deepEqual(
      keys,
      Array.from({ length: 400 }, (_, n) => `k${n}`),
    );
    assert.equal(device.frames[0]?.type, 'ready');
    device.send({ type: 'auth', token: ada.token, ref: 'again' });
    const refusal = await device.next('error');
    assert.deepEqual([refusal.code, refusal.ref], ['bad_request', 'again']);
  });
});

describe('the end of a session closes its sockets at once, and no others', () => {
  /** Two devices of one session and one of another; `end` ends the first session. */
  async function check(end: (person: Person, other: Person) => Promise<unknown>, survives = true): Promise<void> {
    const ada = await signUpWithMail();
    const other = await login(ada);
    const [first, second, third] = await Promise.all([
      connect(app.url, ada),
      connect(app.url, ada),
      connect(app.url, other),
    ]);
    await end(ada, other);
    assert.deepEqual(await first.closed, ended);
    assert.deepEqual(await second.closed, ended);
    if (survives) await third.settle();
    else assert.deepEqual(await third.closed, ended);
    assert.equal((await openSocket(app.url, ada).closed).code, 4401);
  }

  test('logout', () => check((ada) => ada.call('POST', '/v1/auth/logout')));

  test('a device that another one signs out', () =>
    check(async (ada, other) => {
      const { items } = (await ada.call<{ items: { id: string; current: boolean }[] }>('GET', '/v1/auth/sessions'))
        .body;
      const mine = items.find(({ current }) => current);
      assert.equal((await other.call('DELETE', `/v1/auth/sessions/${mine?.id}`)).status, 204);
    }));

  test('a password that another device changes', () =>
    check((_, other) =>
      other.call('POST', '/v1/users/me/change-password', { current_password: password, new_password: `${password}!` }),
    ));

  test('a refresh token that is used again', () =>
    check(async ({ refreshToken: refresh_token }) => {
      await app.call('POST', '/v1/auth/refresh', { refresh_token });
      const { status } = await app.call('POST', '/v1/auth/refresh', { refresh_token });
      assert.equal(status, 401);
    }));

  test('a password that is reset', () =>
    check(async (ada) => {
      const token = await mailedResetToken(ada);
      const { status } = await app.call('POST', '/v1/auth/reset-password', { token, new_password: `${password}?` });
      assert.equal(status, 200);
    }, false));

  test('while its socket is still being opened', async () => {
    const ada = await app.signUp();
    const opening = Array.from({ length: 20 }, () => openSocket(app.url, ada));
    await opening[0]?.next('ready');
    await ada.call('POST', '/v1/auth/logout');
    for (const device of opening) assert.equal((await device.closed).code, 4401);
  });

  test('nothing that a closing socket still says is done', async () => {
    const [ada, zoe] = [await app.signUp(), await app.signUp()];
    const id = await createGroup(ada, zoe);
    const device = await connect(app.url, ada);
    const witness = await connect(app.url, zoe);
    // The client's end stays open until it has read the close: it goes on talking until then.
    device.socket.pause();
    await ada.call('POST', '/v1/auth/logout');
    for (let n = 0; n < 20; n++) device.send({ type: 'message', conversation_id: id, content: 'nach dem Abmelden' });
    device.socket.resume();
    assert.deepEqual(await device.closed, ended);
    await post(zoe, id, 'Ende');
    await witness.reached(id, 2);
    assert.equal(witness.events(id).length, 1);
  });
});

test('no token stands in the log', () => {
  const log = readFileSync(logFile, 'utf8');
  assert.ok(log.length > 1_000);
  assert.doesNotMatch(log, /eyJ[\w-]+\.eyJ/);
});

test('a socket that never says who it is is closed after ten seconds', async () => {
  assert.deepEqual(await silent.closed, { code: 4401, reason: 'unauthorized' });
});
