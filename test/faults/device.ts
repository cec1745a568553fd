import { AsyncLocalStorage } from 'node:async_hooks';
import type { PostedMessage, ServerFrame } from '@parlance/contracts';
import {
  ChatStore,
  type Clock,
  createClient,
  memoryTokens,
  type OutboxStorage,
  type ParlanceClient,
  type StoredOutgoing,
  type TokenStore,
} from '@parlance/sdk';
import type { History } from './history.ts';
import type { Ledger } from './ledger.ts';

/** What a device lives in. */
export interface DeviceContext {
  url: string;
  history: History;
  ledger: Ledger;
  clock: Clock;
  random: () => number;
  /** Who uses it. */
  login: { username: string; password: string };
}

/** How long a request may be on its way that its sender gave up. */
const lateSeconds = 60;

/** One device of a user: the client and its replica as an app has them, with an ear on the wire. */
export class Device {
  readonly name: string;
  readonly #context: DeviceContext;
  readonly #tokens: TokenStore;
  readonly #outbox = memoryOutbox();
  readonly #requests = new AsyncLocalStorage<{ count: number }>();
  /** How long it was without a current view each time, in seconds. */
  readonly absences: number[] = [];
  /** When the page was closed last. */
  #page = new AbortController();
  #client: ParlanceClient;
  #store: ChatStore;
  #awaySince: number | null = null;
  /**
   * When an answer that may have held new tokens was lost: the old ones then count as stolen where they are seen again, be it
   * that a request which was given up arrives after the one that took its place.
   */
  #renewalLostAt: number | null = null;
  #signingIn = false;

  constructor(name: string, context: DeviceContext) {
    this.name = name;
    this.#context = context;
    this.#tokens = memoryTokens();
    this.#client = this.#createClient();
    this.#store = this.#createStore();
  }

  get client(): ParlanceClient {
    return this.#client;
  }

  get store(): ChatStore {
    return this.#store;
  }

  /** The user who is signed in on it. */
  get userId(): string {
    return this.#client.session.userId ?? '';
  }

  /** Whether it shows the current state and nothing waits to be sent; what was refused waits for its writer. */
  get isSettled(): boolean {
    const { live, conversations } = this.#store.getSnapshot();
    return live && conversations.values().every(({ outgoing }) => outgoing.every(({ status }) => status === 'failed'));
  }

  /** Starts the replica, for as long as it takes, and looks at every conversation. */
  async start(): Promise<void> {
    const { store } = this;
    while (store === this.#store && store.getSnapshot().phase !== 'ready') {
      await store.start();
      if (store.getSnapshot().phase === 'signed-out') {
        void this.#signInAgain();
        return;
      }
      if (store.getSnapshot().phase === 'failed') await this.pause(1_000);
    }
    await this.openAll();
  }

  async openAll(): Promise<void> {
    await Promise.all(
      this.#store
        .getSnapshot()
        .conversations.keys()
        .map((id) => this.#store.open(id)),
    );
  }

  /** Closes the page and opens it again: requests end without an answer, what was unsent is taken up again. */
  async reload(): Promise<void> {
    this.#context.history.note(`${this.name} reloads`, this.name);
    this.close();
    this.#page = new AbortController();
    this.#signingIn = false;
    this.#client = this.#createClient();
    this.#store = this.#createStore();
    await this.start();
  }

  close(): void {
    this.#page.abort();
    this.#store.stop();
  }

  /** Does something and tells how many requests it took. */
  countRequests(work: () => Promise<unknown>): Promise<number> {
    const requests = { count: 0 };
    return this.#requests.run(requests, async () => {
      await work();
      return requests.count;
    });
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#context.clock.after(ms, resolve));
  }

  #createClient(): ParlanceClient {
    const { url, clock, random } = this.#context;
    const hear = (text: string) => this.#hear(text);
    class HeardWebSocket extends WebSocket {
      constructor(address: string | URL) {
        super(address);
        this.addEventListener('message', ({ data }) => hear(String(data)));
      }
    }
    return createClient({
      baseUrl: url,
      tokens: this.#tokens,
      WebSocket: HeardWebSocket,
      fetch: (input, init) => this.#fetch(input, init),
      timeoutMs: 8_000,
      clock,
      random,
    });
  }

  #createStore(): ChatStore {
    const store = new ChatStore(this.#client, { persist: this.#outbox });
    store.subscribe(() => store === this.#store && !this.#page.signal.aborted && this.#changed());
    return store;
  }

  async #fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const requests = this.#requests.getStore();
    if (requests) requests.count += 1;
    const signal = AbortSignal.any([this.#page.signal, ...(init.signal ? [init.signal] : [])]);
    const request = { ...init, signal };
    if (String(input).endsWith('/v1/auth/refresh')) return this.#renew(input, request);
    const response = await fetch(input, request);
    if (response.ok && init.method === 'POST' && String(input).endsWith('/v1/messages')) {
      const { message } = (await response.clone().json()) as PostedMessage;
      this.#context.ledger.acknowledge(message.message_id, message);
    }
    return response;
  }

  async #renew(input: string | URL | Request, init: RequestInit): Promise<Response> {
    const now = () => this.#context.history.elapsed();
    try {
      const response = await fetch(input, init);
      const text = await response.text();
      if (response.status >= 500) this.#renewalLostAt = now();
      else if (response.ok && now() - (this.#renewalLostAt ?? 0) > lateSeconds) this.#renewalLostAt = null;
      return new Response(text, response);
    } catch (error) {
      this.#renewalLostAt = now();
      throw error;
    }
  }

  /** Whoever finds themselves signed out signs in again, and what was unsent is sent. */
  async #signInAgain(): Promise<void> {
    const { history, login } = this.#context;
    if (this.#signingIn) return;
    this.#signingIn = true;
    history.note(`${this.name} is signed out`, this.name);
    if (this.#renewalLostAt !== null) history.count('signed out after a lost renewal');
    else history.violation(`${this.name} was signed out though nobody ended its session`, this.name);
    this.#renewalLostAt = null;
    while (!this.#page.signal.aborted && this.#client.session.userId === null) {
      await this.#client.auth.login(login).catch(() => this.pause(1_000));
    }
    this.#signingIn = false;
    if (!this.#page.signal.aborted) await this.start();
  }

  #hear(text: string): void {
    if (!text.includes('"ack"')) return;
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === 'ack') this.#context.ledger.acknowledge(frame.message_id, frame);
  }

  #changed(): void {
    const { history } = this.#context;
    const { live, phase, connection } = this.#store.getSnapshot();
    if (phase === 'signed-out') void this.#signInAgain();
    else if (phase === 'ready' && connection === 'closed')
      history.violation(`${this.name} gave up its connection for good`, this.name);
    if (!live) this.#awaySince ??= history.elapsed();
    else if (this.#awaySince !== null) {
      this.absences.push(history.elapsed() - this.#awaySince);
      history.note(`${this.name} is current again`, this.name);
      this.#awaySince = null;
    }
  }
}

/** What a browser keeps in localStorage. */
function memoryOutbox(): OutboxStorage {
  const kept = new Map<string, StoredOutgoing>();
  return {
    load: () => [...kept.values()],
    put: (_, message) => void kept.set(message.message_id, message),
    remove: (_, messageId) => void kept.delete(messageId),
  };
}
