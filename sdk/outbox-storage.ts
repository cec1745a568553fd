/** What the outbox keeps of a message that wasn't acknowledged yet. */
export interface StoredOutgoing {
  message_id: string;
  conversation_id: string;
  draft: unknown;
  reply_to: string | null;
  created_at: string;
  failed: { code: string; detail: string } | null;
}

/** Where unsent messages outlive a reload. Kept per user, so that another account on the device never sends them. */
export interface OutboxStorage {
  load(userId: string): string | null;
  save(userId: string, text: string | null): void;
}
