import type { MessageHit } from '@parlance/contracts';
import { type Clock, systemClock } from './clock.ts';
import { Http } from './http.ts';
import { RealtimeSocket } from './realtime.ts';
import { AuthApi } from './rest/auth.ts';
import { ConversationsApi } from './rest/conversations.ts';
import { MediaApi } from './rest/media.ts';
import { MessagesApi } from './rest/messages.ts';
import type { Page } from './rest/page.ts';
import { RunsApi } from './rest/runs.ts';
import { UsersApi } from './rest/users.ts';
import { Session } from './session.ts';
import { memoryTokens, type TokenStore } from './tokens.ts';
import { Transport } from './transport.ts';

/** Where the server is and what the client runs on. */
export interface ClientOptions {
  /** Address of the server, e.g. `https://chat.example.org`; in a browser '' means the page's own origin. */
  baseUrl: string;
  /** Where the session is kept. Default: in memory. */
  tokens?: TokenStore;
  /** Default: the platform's. */
  fetch?: typeof fetch;
  /** Default: the platform's. */
  WebSocket?: typeof WebSocket;
  /** How long one request may take. Default 20,000 ms. */
  timeoutMs?: number;
  /** Time for time-outs, retries and reconnects. Default: the platform's. */
  clock?: Clock;
  /** Jitter, from 0 to below 1. Default: Math.random. */
  random?: () => number;
}

/** Everything a program can ask of a Parlance server. */
export class ParlanceClient {
  readonly session: Session;
  readonly auth: AuthApi;
  readonly users: UsersApi;
  readonly conversations: ConversationsApi;
  readonly messages: MessagesApi;
  readonly media: MediaApi;
  readonly runs: RunsApi;
  readonly clock: Clock;
  readonly random: () => number;
  readonly #http: Http;
  readonly #WebSocket: typeof WebSocket;

  constructor(options: ClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    const transport = new Transport({
      baseUrl: options.baseUrl === '' ? globalThis.location.origin : options.baseUrl,
      // Browsers refuse a fetch that is called as another object's method.
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      timeoutMs: options.timeoutMs ?? 20_000,
      clock: this.clock,
      random: this.random,
    });
    this.#WebSocket = options.WebSocket ?? globalThis.WebSocket;
    this.session = new Session(options.tokens ?? memoryTokens(), transport);
    this.#http = new Http(transport, this.session);
    this.auth = new AuthApi(this.#http);
    this.users = new UsersApi(this.#http);
    this.conversations = new ConversationsApi(this.#http);
    this.messages = new MessagesApi(this.#http);
    this.media = new MediaApi(this.#http);
    this.runs = new RunsApi(this.#http);
  }

  /** Finds messages in all conversations that one may read, the best match first. */
  search(query: { query: string; cursor?: string; limit?: number }): Promise<Page<MessageHit>> {
    return this.#http.send({ method: 'GET', path: '/v1/search', query });
  }

  /** The full address of a path the server named, such as a file's `url`. */
  url(path: string): string {
    return this.#http.transport.url(path);
  }

  /** Opens the realtime socket and keeps it open until it is closed or the session ends. */
  connect(): RealtimeSocket {
    const url = this.#http.transport.url('/ws').replace(/^http/, 'ws');
    const { session, clock, random } = this;
    return new RealtimeSocket({ url, session, clock, random, WebSocket: this.#WebSocket });
  }
}

/** A client for the server at `baseUrl`. */
export function createClient(options: ClientOptions): ParlanceClient {
  return new ParlanceClient(options);
}
