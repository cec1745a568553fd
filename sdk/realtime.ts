import type { ClientFrame, closeCodes, ServerFrame } from '@parlance/contracts';
import { type Backoff, backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { ParlanceError } from './errors.ts';
import { Heartbeat } from './heartbeat.ts';
import { Listeners } from './listeners.ts';
import type { Session } from './session.ts';
import { onWake } from './wakeups.ts';

/** `offline` waits for the next attempt; `closed` is the end. */
export type ConnectionState = 'connecting' | 'open' | 'offline' | 'closed';

/** What a socket runs on. */
export interface RealtimeOptions {
  url: string;
  session: Session;
  WebSocket: typeof WebSocket;
  clock: Clock;
  random: () => number;
}

// A server that restarts is back within seconds, and people look at the screen meanwhile: four seconds on average.
const backoff: Backoff = { baseMs: 1_000, capMs: 8_000 };
/** From opening the connection to `ready`. */
const readyWithinMs = 10_000;
/** A connection that opens for longer than this when the network comes back was begun on the network of before. */
const freshMs = 2_000;
/** Whoever has too many connections pushes out another one by coming back. */
const tooManyMs = 15_000;
/** A connection that lived this long was a good one: the next failure is the first again. */
const stableAfterMs = 10_000;
const mostRejections = 3;
// Typed by the contract, so that they can't differ from it, without its schemas in the bundle.
const unauthorized: (typeof closeCodes)['unauthorized'] = 4401;
const tooMany: (typeof closeCodes)['tooMany'] = 4430;

/**
 * The realtime connection: authenticated by its first frame, kept alive, and opened again for as long as the session
 * lasts. What was missed in between is for the listener to ask for, see `resume` in the contract.
 */
export class RealtimeSocket {
  readonly #options: RealtimeOptions;
  readonly #frames = new Listeners<ServerFrame>();
  readonly #states = new Listeners<ConnectionState>();
  readonly #unsubscribe: (() => void)[];
  #state: ConnectionState = 'connecting';
  #socket: WebSocket | null = null;
  #heartbeat: Heartbeat | null = null;
  #cancelTimer: () => void = () => {};
  #attempts = 0;
  #rejections = 0;
  /** When the connection began to open; from `ready` on, when that came. */
  #openedAt = 0;
  #token = '';

  constructor(options: RealtimeOptions) {
    this.#options = options;
    this.#unsubscribe = [
      onWake(() => this.wake()),
      options.session.subscribe((change) => {
        if (change.type === 'signed-out') this.close();
      }),
    ];
    void this.#connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Calls `listener` with each frame of the server; the answer ends it. */
  onFrame(listener: (frame: ServerFrame) => void): () => void {
    return this.#frames.add(listener);
  }

  /** Calls `listener` with each new state; the answer ends it. */
  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#states.add(listener);
  }

  /** Sends a frame; false where the socket isn't open and nothing was sent. */
  send(frame: ClientFrame): boolean {
    if (this.#state !== 'open' || this.#socket === null) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /**
   * To be called when the network is back or somebody looks: tries again at once where a reconnect waits or is stuck, else makes
   * sure that the connection still lives. Further attempts start over with short waits.
   */
  wake(): void {
    this.#attempts = 0;
    if (this.#state === 'open') this.#heartbeat?.probe();
    const isStuck = this.#socket !== null && this.#options.clock.now() - this.#openedAt > freshMs;
    if (this.#state !== 'offline' && !(this.#state === 'connecting' && isStuck)) return;
    this.#letGo();
    void this.#connect();
  }

  /** Ends the connection for good. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#letGo();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#setState('closed');
  }

  async #connect(): Promise<void> {
    this.#setState('connecting');
    try {
      const token = await this.#options.session.accessToken();
      if (this.#state !== 'connecting') return;
      if (token === undefined) this.close();
      else this.#open(token);
    } catch (error) {
      this.#authFailed(error);
    }
  }

  #open(token: string): void {
    const { WebSocket, url, clock } = this.#options;
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#openedAt = clock.now();
    this.#token = token;
    this.#cancelTimer = clock.after(readyWithinMs, () => this.#lost());
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token } satisfies ClientFrame));
    socket.onmessage = ({ data }) => this.#receive(String(data));
    socket.onclose = ({ code }) => this.#lost(code);
  }

  #receive(text: string): void {
    this.#heartbeat?.heard();
    const frame = parseFrame(text);
    if (frame === null) {
      this.#lost();
      return;
    }
    if (frame.type === 'ready') this.#ready(frame.heartbeat_seconds);
    this.#frames.emit(frame);
  }

  #ready(heartbeatSeconds: number): void {
    const { clock } = this.#options;
    this.#cancelTimer();
    this.#rejections = 0;
    this.#openedAt = clock.now();
    this.#heartbeat = new Heartbeat({
      clock,
      intervalMs: heartbeatSeconds * 1000,
      ping: () => this.send({ type: 'ping' }),
      dead: () => this.#lost(),
    });
    this.#setState('open');
  }

  /** Without a code the connection didn't close by itself: it is given up. */
  #lost(code?: number): void {
    const { clock } = this.#options;
    if (this.#state === 'open' && clock.now() - this.#openedAt >= stableAfterMs) this.#attempts = 0;
    this.#letGo();
    if (code === unauthorized) void this.#rejected();
    else this.#retryLater(code === tooMany ? tooManyMs : 0);
  }

  /** The token may just have been too old; only a refusal to renew it means that the session is over. */
  async #rejected(): Promise<void> {
    this.#rejections += 1;
    if (this.#rejections > mostRejections) return this.close();
    this.#setState('connecting');
    try {
      await this.#options.session.renew(this.#token);
      if (this.#state === 'connecting') this.#retryLater();
    } catch (error) {
      this.#authFailed(error);
    }
  }

  #authFailed(error: unknown): void {
    if (this.#state === 'closed') return;
    if (error instanceof ParlanceError && error.status === 401) this.close();
    else this.#retryLater();
  }

  #retryLater(leastMs = 0): void {
    const { clock, random } = this.#options;
    this.#attempts += 1;
    this.#setState('offline');
    this.#cancelTimer = clock.after(backoffMs(this.#attempts, backoff, random, leastMs), () => void this.#connect());
  }

  #letGo(): void {
    this.#cancelTimer();
    this.#heartbeat?.stop();
    this.#heartbeat = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#states.emit(state);
  }
}

/** A frame, or null for what can't have come from a Parlance server. */
function parseFrame(text: string): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
