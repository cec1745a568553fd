import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { closeCodes, type ServerFrame } from '@parlance/contracts';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import { type ConnectionState, RealtimeSocket } from './realtime.ts';
import { Session } from './session.ts';
import { ids, zoe } from './testing/fixtures.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { memoryTokens, type TokenStore } from './tokens.ts';
import { Transport } from './transport.ts';

const ready: ServerFrame = {
  type: 'ready',
  user_id: ids.zoe,
  connection_id: ids.zoe,
  seq: 0,
  epoch: 'e1',
  heartbeat_seconds: 30,
  online: [],
};

/** The server's end of a connection, and what came in on it. */
interface Arrival {
  socket: ServerSocket;
  request: IncomingMessage;
  frames: { type: string; token?: string }[];
}

/** A socket server that does what a test tells it, and a client of it on a clock that the test moves. */
class Bench {
  readonly clock = new ManualClock();
  readonly tokens: TokenStore;
  readonly states: ConnectionState[] = [];
  readonly #http = createServer((_, response) => {
    this.refreshes += 1;
    response.writeHead(this.refreshStatus);
    const generation = { access_token: `access-${this.refreshes}`, refresh_token: 'r' };
    response.end(
      JSON.stringify({ user: zoe, ...generation, token_type: 'bearer', expires_in: 900, error: 'unauthorized' }),
    );
  });
  readonly #ws = new WebSocketServer({ server: this.#http });
  readonly #arrivals: Arrival[] = [];
  readonly #waiting: ((arrival: Arrival) => void)[] = [];
  refreshes = 0;
  refreshStatus = 200;
  client: RealtimeSocket | undefined;

  constructor() {
    const expires_at = this.clock.now() + 900_000;
    this.tokens = memoryTokens({ user_id: ids.zoe, access_token: 'access-0', refresh_token: 'r', expires_at });
    this.#ws.on('connection', (socket, request) => this.#arrive(socket, request));
  }

  async start(): Promise<RealtimeSocket> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    const { clock } = this;
    const random = () => 0.5;
    const transport = new Transport({ baseUrl: `http://${address}`, fetch, timeoutMs: 5_000, clock, random });
    const session = new Session(this.tokens, transport);
    this.client = new RealtimeSocket({ url: `ws://${address}/ws`, session, WebSocket, clock, random });
    this.client.onState((state) => this.states.push(state));
    return this.client;
  }

  async stop(): Promise<void> {
    this.client?.close();
    for (const socket of this.#ws.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** The next connection, once its first frame is here. */
  async arrival(): Promise<Arrival> {
    return this.#arrivals.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The next connection, welcomed. */
  async opened(): Promise<Arrival> {
    const arrival = await this.arrival();
    arrival.socket.send(JSON.stringify(ready));
    await this.until('open');
    return arrival;
  }

  async until(state: ConnectionState): Promise<void> {
    const { client } = this;
    if (client === undefined || client.state === state) return;
    await new Promise<void>((resolve) => {
      const unsubscribe = client.onState((next) => {
        if (next !== state) return;
        unsubscribe();
        resolve();
      });
    });
  }

  #arrive(socket: ServerSocket, request: IncomingMessage): void {
    const arrival: Arrival = { socket, request, frames: [] };
    socket.on('message', (data) => {
      arrival.frames.push(JSON.parse(String(data)));
      if (arrival.frames.length > 1) return;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#arrivals.push(arrival);
      else waiting(arrival);
    });
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

const nextMessage = (socket: ServerSocket) =>
  new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));

describe('the socket', () => {
  test('signs in with its first frame and never with its address', async () => {
    const client = await bench.start();
    assert.equal(client.state, 'connecting');
    assert.equal(client.send({ type: 'ping' }), false);
    const { request, frames } = await bench.opened();
    assert.deepEqual(frames, [{ type: 'auth', token: 'access-0' }]);
    assert.equal(request.url, '/ws');
    assert.equal(request.headers['sec-websocket-protocol'], undefined);
    assert.deepEqual(bench.states, ['open']);
  });

  test('hands on every frame in order', async () => {
    const client = await bench.start();
    const seen: string[] = [];
    const third = new Promise<void>((resolve) =>
      client.onFrame((frame) => {
        if (seen.push(frame.type) === 3) resolve();
      }),
    );
    const { socket } = await bench.opened();
    for (const type of ['pong', 'resumed']) socket.send(JSON.stringify({ type }));
    await third;
    assert.deepEqual(seen, ['ready', 'pong', 'resumed']);
  });

  test('comes back after a restart, later each time that fails, and at once when woken', async () => {
    const client = await bench.start();
    const first = await bench.opened();
    first.socket.close(closeCodes.restart);
    await bench.until('offline');
    assert.deepEqual(bench.clock.waits, [500]);
    bench.clock.advance(500);
    (await bench.arrival()).socket.close(closeCodes.slow);
    await bench.until('offline');
    assert.deepEqual(bench.clock.waits, [1_000]);
    client.wake();
    await bench.opened();
    assert.deepEqual(bench.states, ['open', 'offline', 'connecting', 'offline', 'connecting', 'open']);
  });

  test('never waits long, so that a server that is back is noticed', async () => {
    await bench.start();
    const waits: number[] = [];
    for (let failure = 1; failure <= 6; failure += 1) {
      (await bench.arrival()).socket.close(closeCodes.restart);
      await bench.until('offline');
      const [wait = 0] = bench.clock.waits;
      waits.push(wait);
      bench.clock.advance(wait);
    }
    // Half of the longest, as the dice of this test always fall.
    assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 4_000, 4_000]);
  });

  test('waits long where it would push out another of too many', async () => {
    await bench.start();
    (await bench.arrival()).socket.close(closeCodes.tooMany);
    await bench.until('offline');
    assert.deepEqual(bench.clock.waits, [15_500]);
  });

  test('begins anew what opens for too long already when it is woken, but not what has just begun', async () => {
    const client = await bench.start();
    const first = await bench.arrival();
    const given = new Promise((resolve) => first.socket.once('close', resolve));
    client.wake();
    bench.clock.advance(2_001);
    assert.equal(client.state, 'connecting');
    client.wake();
    await given;
    await bench.opened();
    assert.deepEqual(bench.states, ['open']);
  });

  test('starts over with short waits when it is woken', async () => {
    const client = await bench.start();
    for (const wait of [500, 1_000, 2_000]) {
      (await bench.arrival()).socket.close(closeCodes.restart);
      await bench.until('offline');
      assert.deepEqual(bench.clock.waits, [wait]);
      if (wait < 2_000) bench.clock.advance(wait);
    }
    client.wake();
    (await bench.arrival()).socket.close(closeCodes.restart);
    await bench.until('offline');
    assert.deepEqual(bench.clock.waits, [500]);
  });

  test('starts over with short waits after a connection that lasted', async () => {
    await bench.start();
    for (const wait of [500, 1_000, 500]) {
      const { socket } = await bench.opened();
      // The last of the three lives long enough to count as a good one.
      if (wait === 500 && bench.states.length > 1) bench.clock.advance(10_000);
      socket.close(closeCodes.restart);
      await bench.until('offline');
      assert.deepEqual(bench.clock.waits, [wait]);
      bench.clock.advance(wait);
    }
    await bench.opened();
  });

  test('pings when it hears nothing, and gives a connection up that stays silent', async () => {
    await bench.start();
    const { socket } = await bench.opened();
    const ping = nextMessage(socket);
    bench.clock.advance(30_000);
    assert.equal(await ping, '{"type":"ping"}');
    bench.clock.advance(9_999);
    assert.equal(bench.client?.state, 'open');
    bench.clock.advance(1);
    assert.equal(bench.client?.state, 'offline');
  });

  test('stays on a connection that answers', async () => {
    const client = await bench.start();
    const { socket } = await bench.opened();
    const ping = nextMessage(socket);
    bench.clock.advance(30_000);
    await ping;
    const pong = new Promise<void>((resolve) => client.onFrame(() => resolve()));
    socket.send('{"type":"pong"}');
    await pong;
    bench.clock.advance(29_000);
    assert.equal(client.state, 'open');
  });

  test('gives up a connection that never says ready, or says nonsense', async () => {
    await bench.start();
    await bench.arrival();
    bench.clock.advance(10_000);
    await bench.until('offline');
    bench.clock.advance(500);
    (await bench.arrival()).socket.send('<html>');
    await bench.until('offline');
  });

  test('renews a token that is refused and comes back with the new one', async () => {
    await bench.start();
    (await bench.arrival()).socket.close(closeCodes.unauthorized);
    await bench.until('offline');
    bench.clock.advance(500);
    const { frames } = await bench.opened();
    assert.deepEqual(frames, [{ type: 'auth', token: 'access-1' }]);
  });

  test('ends with the session when its renewal is refused', async () => {
    bench.refreshStatus = 401;
    await bench.start();
    (await bench.arrival()).socket.close(closeCodes.unauthorized);
    await bench.until('closed');
    assert.equal(bench.tokens.get(), null);
    assert.deepEqual(bench.clock.waits, []);
  });

  test('closes when one signs out', async () => {
    const client = await bench.start();
    const { socket } = await bench.opened();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    bench.tokens.set(null);
    assert.equal(client.state, 'closed');
    await closed;
  });

  test('does not try for ever where new tokens are refused as well', async () => {
    await bench.start();
    for (let rejection = 1; rejection <= 3; rejection += 1) {
      (await bench.arrival()).socket.close(closeCodes.unauthorized);
      await bench.until('offline');
      bench.clock.advance(30_000);
    }
    (await bench.arrival()).socket.close(closeCodes.unauthorized);
    await bench.until('closed');
    assert.equal(bench.refreshes, 3);
  });
});
