import type {
  Content,
  ContentDraft,
  Conversation,
  Member,
  Message,
  Preferences,
  RunOptions,
  User,
} from '@parlance/contracts';
import type { ConnectionState } from './realtime.ts';
import type { RunState } from './run-state.ts';

/** How far a log was read: `seq` counts within `epoch` only. */
export interface LogPosition {
  readonly seq: number;
  readonly epoch: string;
}

/** A message on its way: written here, not yet seen in the conversation's log. */
export interface OutgoingMessage {
  /** The sender's own key; the message that comes back carries the same, so lists keyed by it don't jump. */
  readonly message_id: string;
  readonly conversation_id: string;
  /** What will be sent. */
  readonly draft: ContentDraft;
  /** The same, in the shape of a message that was sent. */
  readonly content: Content;
  readonly reply_to: string | null;
  /** How the assistant shall answer, where it is asked. */
  readonly run: RunOptions | null;
  /** By this device's clock. */
  readonly created_at: string;
  /** `sent`: the server has it, its event is still to come. `failed`: refused, to be retried or discarded. */
  readonly status: 'pending' | 'sent' | 'failed';
  /** Why it failed. */
  readonly error: { readonly code: string; readonly detail: string } | null;
}

/** The messages of others, complete for every seq above `since`: what unread counts are counted from. */
export interface UnreadLedger {
  readonly since: number;
  readonly others: readonly { readonly id: string; readonly seq: number }[];
}

/** A conversation in the local replica. A new object whenever anything in it changed, the same one otherwise. */
export interface ConversationState {
  readonly id: string;
  readonly kind: Conversation['kind'];
  readonly title: string | null;
  readonly members: readonly Member[];
  readonly createdAt: string;
  readonly lastMessage: Message | null;
  /** When something was last said (or it was created): what the list is sorted by. */
  readonly lastActivityAt: string;
  readonly unreadCount: number;
  /** One's own read position. */
  readonly lastReadSeq: number;
  /** Seqs of unread messages that mention oneself, as far as known. */
  readonly mentionSeqs: readonly number[];
  /** Who is typing now, oneself excluded. */
  readonly typing: readonly string[];
  /** A contiguous stretch of history up to the newest message, ascending by `seq`; empty until opened. */
  readonly messages: readonly Message[];
  /** `none` until `open()`; `failed`: `open()` tries again. */
  readonly history: 'none' | 'loading' | 'loaded' | 'failed';
  /** Whether `loadOlder()` would find more. */
  readonly hasOlder: boolean;
  /** What `loadOlder()` is doing. */
  readonly older: 'idle' | 'loading' | 'failed';
  /** One's own messages that aren't in `messages` yet, in sending order: show them after it. */
  readonly outgoing: readonly OutgoingMessage[];
  /** Answers of the assistant, as far as known, the first asked for first; those under way are followed once it was opened. */
  readonly runs: readonly RunState[];
  /** Up to where the log was applied. */
  readonly position: LogPosition;
  readonly unread: UnreadLedger;
}

/** What one's own log speaks of, and how far it was applied. */
export interface AccountState {
  readonly position: LogPosition;
  readonly me: User | null;
  readonly preferences: Preferences | null;
  readonly conversations: ReadonlyMap<string, ConversationState>;
}

/** What applying an event to a state came to. `gap`: events before it are missing, nothing was changed. */
export interface Applied<State> {
  readonly outcome: 'applied' | 'ignored' | 'gap';
  readonly state: State;
}

/** All that a user interface has to know, as one immutable value. */
export interface StoreSnapshot extends AccountState {
  /** `failed`: the first load failed, `error` says why; `start()` tries again. */
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed' | 'signed-out';
  readonly error: Error | null;
  readonly connection: ConnectionState;
  /** True once everything missed while away was applied: what is shown is current. */
  readonly live: boolean;
  /** Ids of all conversations, the most recently active first. */
  readonly conversationIds: readonly string[];
  /** Who of the people one shares a conversation with is online. */
  readonly online: ReadonlySet<string>;
  readonly totalUnread: number;
}
