import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import type { ErrorBody } from '@parlance/contracts';
import { createGroup, post } from '../../../test/harness/chat.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { connect, openSocket } from '../../../test/harness/socket-client.ts';

const app = await startApp({
  settings: { SOCKETS_PER_USER: '3', SOCKET_HEARTBEAT_SECONDS: '1', SOCKET_BUFFER_BYTES: '65536' },
});
const { port } = new URL(app.url);

/** A TCP connection that asks for something and then does what the test says. */
async function raw(request: string): Promise<Socket> {
  const socket = connectTcp(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  after(() => socket.destroy());
  await once(socket, 'connect');
  socket.write(request);
  return socket;
}

async function answerTo(request: string): Promise<string> {
  const socket = await raw(request);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await once(socket, 'close');
  return text;
}

const upgrade = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

const metric = async (name: string) => {
  const { body } = await app.call<string>('GET', '/metrics');
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(body)?.[1]);
};

describe('what is no frame', () => {
  test('is answered with an error that says why, and the socket lives on', async () => {
    const device = await connect(app.url, await app.signUp());
    const { socket } = device;
    const id = '01890000-0000-7000-8000-000000000000';
    const wrong: [string | Buffer, string, RegExp][] = [
      [Buffer.from('{"type":"ping"}'), 'bad_request', /binary/],
      ['{"type":', 'malformed_body', /JSON/],
      ['[1,2]', 'bad_request', /type/],
      ['null', 'bad_request', /type/],
      ['{"type":"dance"}', 'bad_request', /message, typing/],
      ['{"type":"__proto__"}', 'bad_request', /type/],
      ['{"type":"typing"}', 'validation_failed', /conversation_id/],
      ['{"type":"join","conversation_id":"7"}', 'validation_failed', /conversation_id/],
      [`{"type":"join","conversation_id":"${id}","after":-1}`, 'validation_failed', /after/],
      [`{"type":"join","conversation_id":"${id}","after":1.5}`, 'validation_failed', /after/],
      [`{"type":"read","conversation_id":"${id}","seq":1e300}`, 'validation_failed', /seq/],
      [`{"type":"message","conversation_id":"${id}","content":{"text":7}}`, 'validation_failed', /content/],
      [`{"type":"message","conversation_id":"${id}","content":"\\u0000"}`, 'validation_failed', /content/],
      [
        `{"type":"resume","conversations":${JSON.stringify(Array.from({ length: 1_001 }, () => 7))}}`,
        'validation_failed',
        /conversations/,
      ],
      ['['.repeat(200_000) + ']'.repeat(200_000), 'bad_request', /type/],
      [
        `{"type":"typing","conversation_id":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
        'validation_failed',
        /conversation_id/,
      ],
    ];
    for (const [data, code, detail] of wrong) {
      socket.send(data);
      const answer = await device.next('error');
      assert.equal(answer.code, code, JSON.stringify(answer));
      assert.match(answer.detail, detail);
    }
    await device.settle();
  });

  test('a hundred times closes the socket', async () => {
    const device = await connect(app.url, await app.signUp());
    for (let n = 0; n < 101; n++) device.socket.send(n % 2 ? 'x' : Buffer.from('x'));
    assert.equal((await device.closed).code, 4429);
    assert.ok(device.frames.filter(({ type }) => type === 'error').length >= 99);
  });

  test('invalid UTF-8 and a frame above 1 MiB end the socket; 300 KB are answered', async () => {
    const ada = await app.signUp();
    const id = await createGroup(ada);
    const device = await connect(app.url, ada);
    device.send({ type: 'message', conversation_id: id, content: 'x'.repeat(300_000), ref: 'big' });
    const answer = await device.next('error');
    assert.deepEqual([answer.code, answer.ref], ['payload_too_large', 'big']);
    device.send({ type: 'message', conversation_id: id, content: 'x'.repeat(1_100_000) });
    assert.equal((await device.closed).code, 1009);

    const other = await connect(app.url, ada);
    // Binary bytes under the flag of text: `ws` lets a sender do it.
    other.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });
    assert.equal((await other.closed).code, 1007);
  });

  test('the request limits hold on the socket too', async () => {
    const strict = await startApp({ settings: { RATE_LIMIT_PER_MINUTE: '5' } });
    const ada = await strict.signUp();
    const id = await createGroup(ada);
    const device = await connect(strict.url, ada);
    for (let n = 0; n < 6; n++) device.send({ type: 'message', conversation_id: id, content: `${n}`, ref: `${n}` });
    const refusal = await device.next('error');
    assert.equal(refusal.code, 'rate_limited');
    for (let n = 0; n < 60; n++) device.send({ type: 'join', conversation_id: id, after: 0, ref: `join ${n}` });
    await device.waitFor((frame) => frame.type === 'error' && frame.ref === 'join 59');
  });
});

describe('what is no socket', () => {
  test('another path is not found, and a plain request is told what this is', async () => {
    assert.match(await answerTo(upgrade('/elsewhere')), /^HTTP\/1\.1 404 /);
    const { status, body, headers } = await app.call<ErrorBody>('GET', '/ws?token=secret');
    assert.deepEqual([status, body.error, headers.upgrade], [426, 'upgrade_required', 'websocket']);
    assert.match(await answerTo(upgrade('/ws').replace('Version: 13', 'Version: 7')), /^HTTP\/1\.1 4\d\d /);
  });

  test('addresses that are none, and peers that vanish, harm nobody', async () => {
    for (const path of ['//', '//ws', '/\\', '/ws?%', '/%zz', 'http://[', '*', '/ws#?token=%ff'])
      (await raw(upgrade(path))).on('data', () => undefined).end();
    for (const path of ['/elsewhere', '/ws', '/ws?token=x']) {
      const socket = await raw(upgrade(path));
      socket.resetAndDestroy();
    }
    await (await connect(app.url, await app.signUp())).settle();
  });

  test('a host name that is not ours is refused', async () => {
    const picky = await startApp({ settings: { ALLOWED_HOSTS: 'chat.example.org' } });
    const device = openSocket(picky.url, { token: '' }, { by: 'none' });
    const [, response] = (await once(device.socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    assert.equal(response.statusCode, 421);
  });
});

describe('bounds', () => {
  test('one socket too many closes the oldest, also when many come at once', async () => {
    const ada = await app.signUp();
    const other = await connect(app.url, await app.signUp());
    const oldest = await connect(app.url, ada);
    const newer = [await connect(app.url, ada), await connect(app.url, ada)];
    const newest = await connect(app.url, ada);
    assert.deepEqual(await oldest.closed, { code: 4430, reason: 'too many sockets' });
    for (const device of [...newer, newest, other]) await device.settle();

    const flood = Array.from({ length: 30 }, () => openSocket(app.url, ada));
    const alive = await Promise.all(
      flood.map((device) =>
        Promise.race([
          device.closed.then(({ code }) => code),
          device
            .next('ready')
            .then(() => device.settle())
            .then(
              () => 'live',
              () => 4430,
            ),
        ]),
      ),
    );
    assert.ok(alive.every((state) => state === 'live' || state === 4430));
    await eventually(
      'three sockets are left',
      () => flood.filter(({ socket }) => socket.readyState === socket.OPEN).length === 3,
    );
    await other.settle();
  });

  test('a socket that stops reading is closed, and resumes without loss', async () => {
    const [ada, zoe] = [await app.signUp(), await app.signUp()];
    const id = await createGroup(ada, zoe);
    const slow = await rawSocket(zoe);
    slow.pause();
    const witness = await connect(app.url, ada);
    const text = 'ß'.repeat(30_000);
    for (let n = 0; n < 300; n++) await post(ada, id, `${n} ${text}`);
    await witness.reached(id, 301);
    await eventually('the slow socket is let go', async () => (await metric('parlance_websocket_connections')) === 1);
    let received = 0;
    slow.on('data', (data) => {
      received += data.length;
    });
    slow.resume();
    await once(slow, 'close');
    assert.ok(received < 10_000_000, `${received} of some 40,000,000 bytes had left for the slow socket`);
    const back = await connect(app.url, zoe);
    back.send({ type: 'resume', conversations: [{ conversation_id: id, after: 1 }], ref: 'back' });
    await back.next('resumed');
    assert.deepEqual(
      back.seqs(id),
      Array.from({ length: 300 }, (_, index) => index + 2),
    );
  });

  test('a peer that no longer answers is let go', async () => {
    const dead = await rawSocket(await app.signUp());
    const alive = await connect(app.url, await app.signUp());
    await once(dead, 'close');
    await alive.settle();
  });

  /** A socket that a program without a WebSocket library holds: it answers no ping. */
  async function rawSocket(person: Person): Promise<Socket> {
    const socket = await raw(upgrade(`/ws?token=${person.token}`));
    await once(
      socket.on('data', () => undefined),
      'data',
    );
    return socket;
  }
});
