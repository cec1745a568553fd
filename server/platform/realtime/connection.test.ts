import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import type { ServerFrame } from '@parlance/contracts';
import { WebSocket, WebSocketServer } from 'ws';
import { Connection } from './connection.ts';
import { TextFrame } from './text-frame.ts';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await once(server, 'listening');
const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
});

/** Long texts by their length and a hash, so that a failure can be read. */
const brief = (text: string) =>
  text.length < 100 ? text : `${text.length} ${createHash('sha256').update(text).digest('hex')}`;

const actor = { userId: '', sessionId: '', username: '', isSuperuser: false };

/** A connection and the client at its other end, with all that comes there. */
async function open(bufferBytes = 64 * 1024 * 1024) {
  const arrived = once(server, 'connection');
  const client = new WebSocket(url);
  const opened = once(client, 'open');
  const heard: string[] = [];
  client.on('message', (data, isBinary) => heard.push(brief(`${isBinary ? 'binary ' : ''}${data}`)));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    client.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const [socket, { socket: stream }] = await arrived;
  await opened;
  return {
    client,
    socket: socket as WebSocket,
    closed,
    heard,
    connection: new Connection(socket, { actor, stream, bufferBytes }),
  };
}

const typing = (n: number): ServerFrame => ({ type: 'pong', ref: `${n}` });

describe('a frame that is made once', () => {
  test('is read as the text it was made of, whatever its length', async () => {
    const texts = [
      '',
      'Zoë 👋 שלום \u2028',
      ...[1, 125, 126, 127, 65_535, 65_536, 3_000_000].map((length) => 'x'.repeat(length)),
    ];
    // Two bytes each: lengths count bytes, not characters.
    texts.push('é'.repeat(63), 'é'.repeat(32_768));
    const { connection, heard, closed } = await open();
    for (const text of texts) connection.send(new TextFrame(text));
    connection.close(1000, 'end');
    await closed;
    assert.deepEqual(heard, texts.map(brief));
  });

  test('is the same for all, in order with what each is told alone, and with pings', async () => {
    const ends = [await open(), await open(), await open()];
    const expected: string[] = [];
    for (let n = 0; n < 300; n++) {
      const text = `${n} ${'y'.repeat((n * 977) % 70_000)}`;
      const frame = new TextFrame(text);
      for (const { connection, socket } of ends) {
        connection.send(frame);
        connection.tell(typing(n));
        if (n % 7 === 0) socket.ping();
      }
      expected.push(brief(text), JSON.stringify(typing(n)));
    }
    for (const { connection } of ends) connection.close(1012, 'restarting');
    for (const { closed, heard } of ends) {
      assert.deepEqual(await closed, { code: 1012, reason: 'restarting' });
      assert.deepEqual(heard, expected);
    }
  });
});

describe('a connection', () => {
  test('that does not read is closed with a resumable code; what came before is whole, and nothing is skipped', async () => {
    const { client, connection, heard, closed } = await open(256 * 1024);
    client.pause();
    const text = 'z'.repeat(100_000);
    let sent = 0;
    for (; connection.isOpen && sent < 1_000; sent++) connection.send(new TextFrame(`${sent} ${text}`));
    assert.ok(sent < 1_000);
    connection.send(new TextFrame('too late'));
    connection.tell(typing(1));
    client.resume();
    assert.deepEqual(await closed, { code: 4408, reason: 'too slow' });
    // The last one found no room.
    assert.deepEqual(
      heard,
      Array.from({ length: sent - 1 }, (_, n) => brief(`${n} ${text}`)),
    );
  });

  test('takes frames in turn as fast as its client reads them', async () => {
    const { client, socket, connection, heard, closed } = await open(64 * 1024);
    client.pause();
    const frames = Array.from({ length: 200 }, (_, n) => `${n} ${'w'.repeat(50_000)}`);
    let most = 0;
    const sending = (async () => {
      for (const frame of frames) {
        await connection.sendInTurn(new TextFrame(frame));
        most = Math.max(most, socket.bufferedAmount);
      }
    })();
    client.resume();
    await sending;
    connection.close(1000, '');
    await closed;
    assert.deepEqual(heard, frames.map(brief));
    assert.ok(most < 4 * 64 * 1024, `${most} bytes waited`);
  });

  test('that is gone takes nothing and fails nobody', async () => {
    const { client, socket, connection } = await open();
    client.terminate();
    await once(socket, 'close');
    connection.send(new TextFrame('x'));
    connection.tell(typing(1));
    await connection.sendInTurn(new TextFrame('x'));
    connection.close(1000, '');
    assert.equal(connection.isOpen, false);
  });

  test('whose peer vanishes in the middle of a catch-up lets the sender go on', async () => {
    const { client, connection } = await open(64 * 1024);
    client.pause();
    const big = new TextFrame('v'.repeat(8_000_000));
    const turns = [connection.sendInTurn(big), connection.sendInTurn(big), connection.sendInTurn(big)];
    client.terminate();
    await Promise.all(turns);
  });

  test('can not be made of a socket that compresses', async () => {
    const compressing = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
    await once(compressing, 'listening');
    const arrived = once(compressing, 'connection');
    const client = new WebSocket(`ws://127.0.0.1:${(compressing.address() as AddressInfo).port}`);
    const opened = once(client, 'open');
    const [socket, { socket: stream }] = await arrived;
    await opened;
    assert.throws(() => new Connection(socket, { actor, stream, bufferBytes: 1 }), /permessage-deflate/);
    const ended = [once(client, 'close'), once(socket, 'close')];
    client.close();
    await Promise.all(ended);
    compressing.close();
  });
});
