import type { Content, ConversationKind, Role } from '@parlance/contracts';
import type { ColumnType, Generated } from 'kysely';

interface ConversationsTable {
  id: string;
  kind: ConversationKind;
  title: string | null;
  /** Both user ids of a direct conversation, sorted: unique, so that a pair never has two. */
  direct_key: string | null;
  created_by: string;
  created_at: Generated<Date>;
}

interface ConversationMembersTable {
  conversation_id: string;
  user_id: string;
  role: Role;
  last_read_seq: Generated<number>;
  /** When that moved last. */
  read_at: Generated<Date>;
  joined_at: Generated<Date>;
}

/** A deleted message keeps its row without its text: the row is what makes a late retry of the send harmless. */
interface MessagesTable {
  id: string;
  conversation_id: string;
  seq: number;
  /** The sender's own key, unique per sender and conversation for ever. */
  message_id: string;
  content_hash: string;
  sender: 'user' | 'assistant' | 'system';
  sender_id: string | null;
  content: ColumnType<Content, string, string>;
  reply_to: string | null;
  mentions: string[];
  run_id: string | null;
  search: ColumnType<never, string | null, string | null>;
  created_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
}

interface ReactionsTable {
  /** The message. */
  id: string;
  emoji: string;
  user_id: string;
  created_at: Generated<Date>;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    conversations: ConversationsTable;
    conversation_members: ConversationMembersTable;
    messages: MessagesTable;
    reactions: ReactionsTable;
  }
}
