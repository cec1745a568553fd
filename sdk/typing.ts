import type { Clock } from './clock.ts';
import { stopTyping } from './replica.ts';
import type { SnapshotCell } from './snapshot.ts';

/** Somebody who typed and went silent stops typing after this. */
const expiresAfterMs = 5_000;
/** While one types on, the others hear of it this often. */
const repeatAfterMs = 2_500;

/** What typing works with. */
export interface TypingOptions {
  cell: SnapshotCell;
  clock: Clock;
  send(conversationId: string, typing: boolean): void;
}

/** Who is typing where: shows that of others until it grows old, and tells them one's own without a flood. */
export class Typing {
  readonly #options: TypingOptions;
  readonly #expiries = new Map<string, () => void>();
  readonly #toldAt = new Map<string, number>();

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** Somebody else began or stopped. */
  heard(conversationId: string, userId: string, typing: boolean): void {
    const { cell, clock } = this.#options;
    const key = `${conversationId} ${userId}`;
    this.#expiries.get(key)?.();
    this.#expiries.delete(key);
    if (!typing) {
      cell.changeConversation(conversationId, (conversation) => stopTyping(conversation, userId));
      return;
    }
    cell.changeConversation(conversationId, (conversation) =>
      conversation.typing.includes(userId)
        ? conversation
        : { ...conversation, typing: [...conversation.typing, userId] },
    );
    this.#expiries.set(
      key,
      clock.after(expiresAfterMs, () => this.heard(conversationId, userId, false)),
    );
  }

  /** One typed oneself, or stopped. */
  tell(conversationId: string, typing: boolean): void {
    const now = this.#options.clock.now();
    const toldAt = this.#toldAt.get(conversationId);
    if (!typing) {
      if (!this.#toldAt.delete(conversationId)) return;
    } else if (toldAt !== undefined && now - toldAt < repeatAfterMs) {
      return;
    } else {
      this.#toldAt.set(conversationId, now);
    }
    this.#options.send(conversationId, typing);
  }

  /** One's message went out: the others see it and no longer expect it. */
  sent(conversationId: string): void {
    this.#toldAt.delete(conversationId);
  }

  stop(): void {
    for (const cancel of this.#expiries.values()) cancel();
    this.#expiries.clear();
  }
}
