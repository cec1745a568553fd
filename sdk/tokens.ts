import type { AuthTokens } from '@parlance/contracts';
import { Listeners } from './listeners.ts';

/** What a device keeps to stay signed in. */
export interface StoredTokens {
  user_id: string;
  access_token: string;
  refresh_token: string;
  /** When the access token ends, in milliseconds since the epoch by this device's clock. */
  expires_at: number;
}

/** Where tokens are kept. `subscribe` also reports changes by other tabs, where the place is shared between tabs. */
export interface TokenStore {
  get(): StoredTokens | null;
  set(tokens: StoredTokens | null): void;
  /** Calls `listener` after each change; the answer ends it. */
  subscribe(listener: () => void): () => void;
  /** Names the lock under which tabs take turns to refresh; absent where no other tab shares the tokens. */
  readonly lockName?: string;
}

/** What is kept of an answer of sign-up, login or refresh that came at `now`. */
export function toStoredTokens(answer: AuthTokens, now: number): StoredTokens {
  return {
    user_id: answer.user.id,
    access_token: answer.access_token,
    refresh_token: answer.refresh_token,
    expires_at: now + answer.expires_in * 1000,
  };
}

/** Keeps tokens for as long as the process or page lives. */
export function memoryTokens(initial: StoredTokens | null = null): TokenStore {
  let tokens = initial;
  const changes = new Listeners<void>();
  return {
    get: () => tokens,
    set(next) {
      tokens = next;
      changes.emit();
    },
    subscribe: (listener) => changes.add(listener),
  };
}

/** Keeps tokens in the browser's localStorage under `key`, shared by all tabs of the origin. */
export function localStorageTokens(key = 'parlance.tokens'): TokenStore {
  const changes = new Listeners<void>();
  return {
    lockName: `parlance-refresh:${key}`,
    get: () => readTokens(localStorage.getItem(key)),
    set(next) {
      if (next === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(next));
      changes.emit();
    },
    subscribe(listener) {
      // `storage` fires only in the other tabs; a null key means that everything was cleared.
      const onStorage = (event: StorageEvent) => {
        if (event.key === key || event.key === null) listener();
      };
      const remove = changes.add(listener);
      globalThis.addEventListener('storage', onStorage);
      return () => {
        remove();
        globalThis.removeEventListener('storage', onStorage);
      };
    },
  };
}

function readTokens(text: string | null): StoredTokens | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isStoredTokens(value) ? value : null;
  } catch {
    return null;
  }
}

function isStoredTokens(value: unknown): value is StoredTokens {
  if (typeof value !== 'object' || value === null) return false;
  const tokens = value as Record<string, unknown>;
  return (
    typeof tokens.user_id === 'string' &&
    typeof tokens.access_token === 'string' &&
    typeof tokens.refresh_token === 'string' &&
    typeof tokens.expires_at === 'number'
  );
}
