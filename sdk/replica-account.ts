import type { UserEvent } from '@parlance/contracts';
import { applyRead } from './replica.ts';
import type { AccountState, Applied, ConversationState } from './state.ts';

/**
 * The account after an event of one's own log. `conversation-added` only moves the position: the conversation has to be
 * fetched by whoever applies this. Known events are ignored, an early one is a `gap`.
 */
export function applyUserEvent<State extends AccountState>(state: State, event: UserEvent): Applied<State> {
  if (event.seq <= state.position.seq) return { outcome: 'ignored', state };
  if (event.seq > state.position.seq + 1) return { outcome: 'gap', state };
  const position = { ...state.position, seq: event.seq };
  return { outcome: 'applied', state: { ...state, ...changeAccount(state, event), position } };
}

function changeAccount(state: AccountState, event: UserEvent): Partial<AccountState> {
  switch (event.type) {
    case 'conversation-removed': {
      const conversations = new Map(state.conversations);
      conversations.delete(event.conversation_id);
      return { conversations };
    }
    case 'read-advanced': {
      const me = state.me?.id;
      if (me === undefined) return {};
      const read = { userId: me, seq: event.last_read_seq, counted: event.unread_count };
      return changeOne(state, event.conversation_id, (conversation) => applyRead(conversation, read, me));
    }
    case 'mentioned':
      return changeOne(state, event.conversation_id, (conversation) => addMention(conversation, event.message_seq));
    case 'preferences-changed':
      return { preferences: event.preferences };
    case 'profile-changed':
      return { me: event.user };
    default:
      return {};
  }
}

function changeOne(
  { conversations }: AccountState,
  id: string,
  change: (conversation: ConversationState) => ConversationState,
): Partial<AccountState> {
  const conversation = conversations.get(id);
  return conversation === undefined ? {} : { conversations: new Map(conversations).set(id, change(conversation)) };
}

function addMention(conversation: ConversationState, seq: number): ConversationState {
  const { mentionSeqs, lastReadSeq } = conversation;
  if (seq <= lastReadSeq || mentionSeqs.includes(seq)) return conversation;
  return { ...conversation, mentionSeqs: [...mentionSeqs, seq] };
}
