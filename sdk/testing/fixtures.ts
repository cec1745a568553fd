import type { Conversation, Message, User } from '@parlance/contracts';

/** Ids that read like what they are for. */
export const ids = {
  zoe: '019aa000-0000-7000-8000-00000000000a',
  omar: '019aa000-0000-7000-8000-00000000000b',
  conversation: '019aa000-0000-7000-8000-0000000000c1',
  other: '019aa000-0000-7000-8000-0000000000c2',
} as const;

export const zoe: User = {
  id: ids.zoe,
  username: 'zoë.müller',
  email: 'zoe@example.org',
  full_name: 'Zoë Müller',
  tier: 'free',
  is_active: true,
  is_superuser: false,
  created_at: '2026-11-01T08:00:00.000Z',
  updated_at: '2026-11-01T08:00:00.000Z',
};

/** The id of the message with this seq. */
export const messageId = (seq: number): string => `019aa000-0000-7000-9000-${String(seq).padStart(12, '0')}`;

/** A message as the server has it. */
export function message(seq: number, changes: Partial<Message> = {}): Message {
  const text = `Nachricht ${seq} 👋 مرحبا`;
  return {
    id: messageId(seq),
    message_id: `key-${seq}`,
    conversation_id: ids.conversation,
    seq,
    sender: 'user',
    sender_id: ids.omar,
    content: { text, parts: [{ type: 'text', text }] },
    reply_to: null,
    mentions: [],
    reactions: [],
    run_id: null,
    created_at: new Date(Date.parse('2026-11-21T09:00:00.000Z') + seq * 1000).toISOString(),
    edited_at: null,
    deleted_at: null,
    ...changes,
  };
}

/** A direct conversation of Zoë and Omar as Zoë sees it. */
export function conversation(changes: Partial<Conversation> = {}): Conversation {
  return {
    id: ids.conversation,
    kind: 'direct',
    title: null,
    members: [
      { user_id: ids.zoe, username: zoe.username, full_name: zoe.full_name, role: 'owner', last_read_seq: 0 },
      { user_id: ids.omar, username: 'omar', full_name: 'عمر', role: 'member', last_read_seq: 0 },
    ],
    last_message: null,
    unread_count: 0,
    head_seq: 1,
    epoch: 'e1',
    created_at: '2026-11-20T08:00:00.000Z',
    ...changes,
  };
}
