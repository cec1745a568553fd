import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NetworkError } from './errors.ts';
import { Http } from './http.ts';
import { Session, type SessionChange } from './session.ts';
import { ids, zoe } from './testing/fixtures.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { memoryTokens, type StoredTokens, type TokenStore } from './tokens.ts';
import { Transport } from './transport.ts';

const clock = new ManualClock();

function tokens(generation: number, expiresInMs = 900_000): StoredTokens {
  return {
    user_id: ids.zoe,
    access_token: `access-${generation}`,
    refresh_token: `refresh-${generation}`,
    expires_at: clock.now() + expiresInMs,
  };
}

/** A server that rotates tokens and lets in only the newest; refreshing with an old one is refused, as for a thief. */
class TokenServer {
  generation = 1;
  refreshes = 0;
  /** What happens to the next refreshes instead. */
  readonly mishaps: (() => Response)[] = [];
  readonly paths: string[] = [];
  /** Resolved by the test where it wants a refresh to take time. */
  gate: Promise<void> = Promise.resolve();

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url);
    this.paths.push(pathname);
    if (pathname === '/v1/auth/refresh') return this.#refresh(String(init.body));
    const isNewest = new Headers(init.headers).get('authorization') === `Bearer access-${this.generation}`;
    return isNewest ? json(200, zoe) : json(401, { error: 'token_expired', detail: 'Expired.' });
  };

  async #refresh(body: string): Promise<Response> {
    this.refreshes += 1;
    await this.gate;
    const mishap = this.mishaps.shift();
    if (mishap !== undefined) return mishap();
    if (JSON.parse(body).refresh_token !== `refresh-${this.generation}`) return json(401, { error: 'token_reused' });
    this.generation += 1;
    const { access_token, refresh_token } = tokens(this.generation);
    return json(200, { user: zoe, access_token, refresh_token, token_type: 'bearer', expires_in: 900 });
  }
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

function tab(server: TokenServer, store: TokenStore) {
  const network = server.fetch as typeof fetch;
  const transport = new Transport({
    baseUrl: 'http://x.test',
    fetch: network,
    timeoutMs: 1_000,
    clock,
    random: () => 0,
  });
  const session = new Session(store, transport);
  const changes: SessionChange[] = [];
  session.subscribe((change) => changes.push(change));
  return { session, changes, http: new Http(transport, session) };
}

const me = { method: 'GET', path: '/v1/auth/me' } as const;

describe('renewing tokens', () => {
  test('a token that is about to end is replaced before it is used', async () => {
    const server = new TokenServer();
    const store = memoryTokens(tokens(1, 20_000));
    const { http } = tab(server, store);
    assert.deepEqual(await http.send(me), zoe);
    assert.deepEqual(server.paths, ['/v1/auth/refresh', '/v1/auth/me']);
    assert.deepEqual(store.get(), tokens(2));
  });

  test('a token that the server refuses is replaced once and the request repeated', async () => {
    const server = new TokenServer();
    const { http } = tab(server, memoryTokens({ ...tokens(1), access_token: 'access-0' }));
    assert.deepEqual(await http.send(me), zoe);
    assert.deepEqual(server.paths, ['/v1/auth/me', '/v1/auth/refresh', '/v1/auth/me']);
  });

  test('a second refusal is passed on', async () => {
    const server = new TokenServer();
    const { http, changes } = tab(server, memoryTokens(tokens(1)));
    server.mishaps.push(() => json(200, { user: zoe, ...tokens(7), token_type: 'bearer', expires_in: 900 }));
    server.generation = 5;
    await assert.rejects(http.send(me), { status: 401 });
    assert.equal(server.refreshes, 1);
    assert.deepEqual(changes, [], 'an odd refusal is no end of the session');
  });

  test('however many requests need it, one refresh is made', async () => {
    const server = new TokenServer();
    const { http } = tab(server, memoryTokens(tokens(1, 0)));
    const answers = await Promise.all(Array.from({ length: 20 }, () => http.send(me)));
    assert.equal(answers.length, 20);
    assert.equal(server.refreshes, 1);
  });

  test('two tabs that need it together make one refresh, and both go on', async () => {
    const server = new TokenServer();
    const shared: TokenStore = { ...memoryTokens(tokens(1, 0)), lockName: 'parlance-refresh:two-tabs' };
    const one = tab(server, shared);
    const other = tab(server, shared);
    assert.deepEqual(await Promise.all([one.http.send(me), other.http.send(me)]), [zoe, zoe]);
    assert.equal(server.refreshes, 1);
  });
});

describe('a refresh that fails', () => {
  test('by a refusal signs out', async () => {
    const server = new TokenServer();
    const store = memoryTokens({ ...tokens(1, 0), refresh_token: 'refresh-0' });
    const { http, changes } = tab(server, store);
    await assert.rejects(http.send(me), { status: 401, code: 'token_reused' });
    assert.equal(store.get(), null);
    assert.deepEqual(changes, [{ type: 'signed-out' }]);
  });

  test('by the network, or by a server in trouble, stays signed in', async () => {
    const server = new TokenServer();
    const store = memoryTokens(tokens(1, 0));
    const { http, changes } = tab(server, store);
    server.mishaps.push(
      () => {
        throw new TypeError('fetch failed');
      },
      () => json(503, { error: 'unavailable' }),
    );
    await assert.rejects(http.send(me), NetworkError);
    await assert.rejects(http.send(me), { status: 503 });
    assert.deepEqual(store.get(), tokens(1, 0));
    assert.deepEqual(changes, []);
    assert.deepEqual(await http.send(me), zoe, 'and the next one works');
  });

  test('by the network while the token still works does not stop the request', async () => {
    const server = new TokenServer();
    const { http } = tab(server, memoryTokens(tokens(1, 10_000)));
    server.mishaps.push(() => {
      throw new TypeError('fetch failed');
    });
    assert.deepEqual(await http.send(me), zoe);
  });

  test('after somebody else signed in on this device leaves them alone', async () => {
    const server = new TokenServer();
    const store = memoryTokens({ ...tokens(1, 0), refresh_token: 'refresh-0' });
    const { http, changes } = tab(server, store);
    const gate = Promise.withResolvers<void>();
    server.gate = gate.promise;
    const outcome = assert.rejects(http.send(me), { status: 401 });
    const omars = { ...tokens(9), user_id: ids.omar };
    store.set(omars);
    gate.resolve();
    await outcome;
    assert.equal(store.get(), omars);
    assert.deepEqual(changes, [{ type: 'signed-out' }, { type: 'signed-in', user_id: ids.omar }]);
  });
});
