import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { ClientFrame, ConversationEvent, ServerFrame, UserEvent } from '@parlance/contracts';
import { WebSocket } from 'ws';
import type { Person } from './index.ts';

type Frame<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;
type EventFrame = Frame<'event'>;

interface ConnectOptions {
  /** Where the token goes; `none` sends no token at all. */
  by?: 'address' | 'protocol' | 'frame' | 'none';
  token?: string;
}

const patienceMs = 10_000;

/** A device: records every frame and waits for what a test expects next. Cut off after the test file. */
export class SocketClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  /** How the socket ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
  #ended = '';
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as ServerFrame);
      this.#wake();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#ended = `closed with ${code} ${reason}`;
        this.#wake();
        resolve({ code, reason: String(reason) });
      });
    });
    after(() => socket.terminate());
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame of this type that no earlier call returned. */
  async next<T extends ServerFrame['type']>(type: T): Promise<Frame<T>> {
    const index = await this.#until(`the next ${type}`, () => this.#find(type));
    this.#taken.set(type, index + 1);
    return this.frames[index] as Frame<T>;
  }

  /** The first frame, recorded already or still to come, that fits. */
  async waitFor<T extends ServerFrame>(fits: (frame: ServerFrame) => frame is T): Promise<T>;
  async waitFor(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame>;
  async waitFor(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    const index = await this.#until('a frame that fits', () => this.frames.findIndex(fits));
    const frame = this.frames[index];
    assert.ok(frame);
    return frame;
  }

  /** Resolves when a log has been delivered up to this seq. */
  async reached(conversationId: string | null, seq: number): Promise<void> {
    await this.waitFor((frame) => isEventOf(frame, conversationId) && frame.seq >= seq);
  }

  /** The events of a log, in the order they came; `null` is the user's own. */
  events(conversationId: string): ConversationEvent[];
  events(conversationId: null): UserEvent[];
  events(conversationId: string | null): (ConversationEvent | UserEvent)[] {
    return this.frames.filter((frame) => isEventOf(frame, conversationId)).map((frame) => frame.event);
  }

  seqs(conversationId: string | null): number[] {
    return this.frames.filter((frame) => isEventOf(frame, conversationId)).map((frame) => frame.seq);
  }

  /** Resolves when everything the server had to say until now has come: its answer to a ping comes after it. */
  async settle(): Promise<void> {
    const ref = `settle-${this.frames.length}-${Math.random()}`;
    this.send({ type: 'ping', ref });
    await this.waitFor((frame) => frame.type === 'pong' && frame.ref === ref);
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.frames.length = 0;
    this.#taken.clear();
  }

  #find(type: string): number {
    const from = this.#taken.get(type) ?? 0;
    return this.frames.findIndex((frame, index) => index >= from && frame.type === type);
  }

  async #until(what: string, find: () => number): Promise<number> {
    const deadline = performance.now() + patienceMs;
    for (let index = find(); ; index = find()) {
      if (index >= 0) return index;
      if (this.#ended || performance.now() > deadline) {
        assert.fail(`${what} did not come; the socket ${this.#ended || 'is open'}; last: ${describe(this.frames)}`);
      }
      await this.#changed(deadline - performance.now());
    }
  }

  #changed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}

/** Opens a socket; the token is the person's unless another one is given. Does not wait for anything. */
export function openSocket(url: string, person: Pick<Person, 'token'>, options: ConnectOptions = {}): SocketClient {
  const { by = 'protocol', token = person.token } = options;
  const address = `${url.replace(/^http/, 'ws')}/ws`;
  if (by === 'protocol') return new SocketClient(new WebSocket(address, ['bearer', token]));
  if (by === 'address') return new SocketClient(new WebSocket(`${address}?token=${encodeURIComponent(token)}`));
  const client = new SocketClient(new WebSocket(address));
  if (by === 'frame') client.socket.on('open', () => client.send({ type: 'auth', token }));
  return client;
}

/** Opens a socket and waits until it is live. */
export async function connect(
  url: string,
  person: Pick<Person, 'token'>,
  options?: ConnectOptions,
): Promise<SocketClient> {
  const client = openSocket(url, person, options);
  await client.next('ready');
  return client;
}

function isEventOf(frame: ServerFrame, conversationId: string | null): frame is EventFrame {
  return frame.type === 'event' && frame.conversation_id === conversationId;
}

function describe(frames: ServerFrame[]): string {
  return frames
    .slice(-5)
    .map((frame) => JSON.stringify(frame).slice(0, 200))
    .join('\n');
}
