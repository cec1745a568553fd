import type { Member, Message, PublicUser } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { t } from '../../i18n/index.ts';

/** What a person is called: the full name where there is one. */
export const displayName = (person: Pick<PublicUser, 'username' | 'full_name'>): string =>
  person.full_name?.trim() || person.username;

/** The other person of a direct conversation. */
export const counterpart = (conversation: ConversationState, myId: string): Member | undefined =>
  conversation.kind === 'direct' ? conversation.members.find((member) => member.user_id !== myId) : undefined;

/** What a conversation is called for me: its title, the other person, or the first members' names. */
export function conversationName(conversation: ConversationState, myId: string): string {
  const other = counterpart(conversation, myId);
  if (other) return displayName(other);
  if (conversation.title) return conversation.title;
  if (conversation.kind === 'assistant') return t('assistant.name');
  const others = conversation.members.filter((member) => member.user_id !== myId).map(displayName);
  if (others.length === 0) return t('common.you');
  const names = others.slice(0, 3).join(', ');
  return others.length > 3 ? t('common.and_others', { names, count: others.length - 3 }) : names;
}

type Sender = Pick<Message, 'sender' | 'sender_id'>;

/** The name of a sender: the assistant's, a member's, else fetched, for people who have left. */
export function useSenderName(conversation: ConversationState, message: Sender | null): string {
  const userId = message?.sender_id ?? null;
  const member = conversation.members.find((candidate) => candidate.user_id === userId);
  const former = useQuery({
    queryKey: ['user', userId],
    queryFn: () => client.users.get(userId ?? ''),
    enabled: !member && userId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (message?.sender === 'assistant') return t('assistant.name');
  if (member) return displayName(member);
  return former.data ? displayName(former.data) : '…';
}
