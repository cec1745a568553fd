import type { Content, Conversation, ConversationKind, Member, Message, Reaction, Role } from '@parlance/contracts';

/** A message as the queries read it. */
export interface MessageRow {
  id: string;
  message_id: string;
  conversation_id: string;
  seq: number;
  sender: Message['sender'];
  sender_id: string | null;
  content: Content;
  reply_to: string | null;
  mentions: string[];
  run_id: string | null;
  created_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
  reactions: Reaction[] | null;
}

export function presentMessage(row: MessageRow): Message {
  return {
    seq: row.seq,
    id: row.id,
    message_id: row.message_id,
    conversation_id: row.conversation_id,
    sender: row.sender,
    sender_id: row.sender_id,
    content: row.content,
    reply_to: row.reply_to,
    mentions: row.mentions,
    reactions: row.reactions ?? [],
    run_id: row.run_id,
    created_at: row.created_at.toISOString(),
    edited_at: row.edited_at?.toISOString() ?? null,
    deleted_at: row.deleted_at?.toISOString() ?? null,
  };
}

/** A conversation as one member sees it; JSON columns come from the query as they go out. */
export interface ConversationRow {
  id: string;
  kind: ConversationKind;
  title: string | null;
  created_at: Date;
  head_seq: number;
  epoch: string;
  active_at: Date;
  unread_count: number;
  members: { user_id: string; username: string; full_name: string | null; role: Role; last_read_seq: number }[];
  last_message:
    | (Omit<MessageRow, 'created_at' | 'edited_at' | 'deleted_at'> & {
        created_at: string;
        edited_at: string | null;
        deleted_at: string | null;
      })
    | null;
}

export function presentConversation(row: ConversationRow): Conversation {
  const last = row.last_message;
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    members: row.members.map(presentMember),
    last_message:
      last &&
      presentMessage({
        ...last,
        created_at: new Date(last.created_at),
        edited_at: toDate(last.edited_at),
        deleted_at: toDate(last.deleted_at),
      }),
    unread_count: row.unread_count,
    head_seq: row.head_seq,
    epoch: row.epoch,
    created_at: row.created_at.toISOString(),
  };
}

function presentMember(row: ConversationRow['members'][number]): Member {
  return {
    user_id: row.user_id,
    username: row.username,
    full_name: row.full_name,
    role: row.role,
    last_read_seq: row.last_read_seq,
  };
}

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text));
