import type { AuthTokens } from '@parlance/contracts';
import { ParlanceError } from './errors.ts';
import { Listeners } from './listeners.ts';
import { type StoredTokens, type TokenStore, toStoredTokens } from './tokens.ts';
import type { Transport } from './transport.ts';

/** Who is signed in changed: on this device, in this tab or in another one. */
export type SessionChange = { type: 'signed-in'; user_id: string } | { type: 'signed-out' };

/** An access token that ends within this time is replaced before it is used. */
const renewBeforeMs = 30_000;

/** The signed-in state of one client: hands out access tokens and renews them, one renewal at a time. */
export class Session {
  readonly #tokens: TokenStore;
  readonly #transport: Transport;
  readonly #changes = new Listeners<SessionChange>();
  #renewal: Promise<AuthTokens | StoredTokens> | null = null;
  #announced: string | null = null;
  /** Leaves the token store; listened to only while somebody listens here, so that clients needn't be closed. */
  #unsubscribe: () => void = () => {};

  constructor(tokens: TokenStore, transport: Transport) {
    this.#tokens = tokens;
    this.#transport = transport;
  }

  /** The id of the user who is signed in, or null. */
  get userId(): string | null {
    return this.#tokens.get()?.user_id ?? null;
  }

  /** Calls `listener` whenever someone signs in or out; the answer ends it. */
  subscribe(listener: (change: SessionChange) => void): () => void {
    if (this.#changes.size === 0) {
      this.#announced = this.userId;
      this.#unsubscribe = this.#tokens.subscribe(() => this.#announce());
    }
    const remove = this.#changes.add(listener);
    return () => {
      remove();
      if (this.#changes.size === 0) this.#unsubscribe();
    };
  }

  /** Keeps the tokens of a sign-up or login. */
  begin(answer: AuthTokens): void {
    this.#tokens.set(toStoredTokens(answer, this.#now()));
  }

  /** Forgets the tokens on this device. */
  end(): void {
    this.#tokens.set(null);
  }

  /** A token good for now, renewed first where it is about to end; undefined where nobody is signed in. */
  async accessToken(): Promise<string | undefined> {
    const tokens = this.#tokens.get();
    if (tokens === null) return undefined;
    const left = tokens.expires_at - this.#now();
    if (left > renewBeforeMs) return tokens.access_token;
    try {
      return (await this.renew(tokens.access_token)).access_token;
    } catch (error) {
      // The old token still works for a moment: what was in the way now may be gone for the request itself.
      if (left > 0 && !endsSession(error)) return tokens.access_token;
      throw error;
    }
  }

  /** Replaces the tokens, however long they would still work. */
  async renewNow(): Promise<void> {
    const tokens = this.#tokens.get();
    if (tokens !== null) await this.renew(tokens.access_token);
  }

  /**
   * Replaces the access token `used`, unless it was replaced already. Throws what the refresh threw; a refusal (401)
   * signs out, a lost network does not.
   */
  renew(used: string): Promise<AuthTokens | StoredTokens> {
    this.#renewal ??= this.#renewInTurn(used).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  #renewInTurn(used: string): Promise<AuthTokens | StoredTokens> {
    const locks: LockManager | undefined = globalThis.navigator?.locks;
    const { lockName } = this.#tokens;
    if (lockName === undefined || locks === undefined) return this.#renewOnce(used);
    return locks.request(lockName, () => this.#renewOnce(used));
  }

  async #renewOnce(used: string): Promise<AuthTokens | StoredTokens> {
    const held = this.#tokens.get();
    if (held === null) throw signedOutError();
    // Another tab was first; what it got is as good.
    if (held.access_token !== used) return held;
    try {
      const answer = await this.#transport.send<AuthTokens>({
        method: 'POST',
        path: '/v1/auth/refresh',
        json: { refresh_token: held.refresh_token },
      });
      // Somebody signed out (or in as someone else) while the answer was on its way: that decision stands.
      if (this.#tokens.get()?.refresh_token === held.refresh_token) this.begin(answer);
      return answer;
    } catch (error) {
      if (endsSession(error) && this.#tokens.get()?.refresh_token === held.refresh_token) this.end();
      throw error;
    }
  }

  #announce(): void {
    const before = this.#announced;
    const now = this.userId;
    if (now === before) return;
    this.#announced = now;
    if (before !== null) this.#changes.emit({ type: 'signed-out' });
    if (now !== null) this.#changes.emit({ type: 'signed-in', user_id: now });
  }

  #now(): number {
    return this.#transport.options.clock.now();
  }
}

function endsSession(error: unknown): boolean {
  return error instanceof ParlanceError && (error.status === 401 || error.code === 'account_inactive');
}

function signedOutError(): ParlanceError {
  const body = { error: 'unauthorized', detail: 'Sign in first.' };
  return new ParlanceError({ status: 401, body, retryAfterMs: null });
}
