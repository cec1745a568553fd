import type { ContentDraft, RunOptions } from '@parlance/contracts';

/** What is kept of a message that the server hasn't acknowledged. */
export interface StoredOutgoing {
  message_id: string;
  conversation_id: string;
  draft: ContentDraft;
  reply_to: string | null;
  run?: RunOptions | null;
  created_at: string;
  /** Ascends in the order of writing. */
  order: number;
  error: { code: string; detail: string } | null;
}

/**
 * Where unsent messages outlive a reload. Kept per user, so that another account on the device never sends them, and
 * message by message, so that two tabs don't overwrite each other's.
 */
export interface OutboxStorage {
  load(userId: string): StoredOutgoing[];
  put(userId: string, message: StoredOutgoing): void;
  remove(userId: string, messageId: string): void;
}

/** Keeps unsent messages in the browser's localStorage under keys that start with `prefix`. */
export function localStorageOutbox(prefix = 'parlance.outbox'): OutboxStorage {
  const keyOf = (userId: string, messageId: string) => `${prefix}.${userId}.${messageId}`;
  return {
    load(userId) {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(userId, '')));
      return keys.flatMap((key) => readOutgoing(localStorage.getItem(key)));
    },
    put(userId, message) {
      try {
        localStorage.setItem(keyOf(userId, message.message_id), JSON.stringify(message));
      } catch (error) {
        // A full disk costs only what a reload would have kept; the message itself is still sent.
        console.warn('Unsent messages cannot be kept over a reload.', error);
      }
    },
    remove: (userId, messageId) => localStorage.removeItem(keyOf(userId, messageId)),
  };
}

function readOutgoing(text: string | null): StoredOutgoing[] {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null && 'message_id' in value ? [value as StoredOutgoing] : [];
  } catch {
    return [];
  }
}
