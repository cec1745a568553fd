import type { ConversationState } from '@parlance/sdk';
import type { ComponentProps } from 'react';
import { useChat, useMyId } from '../../app/chat-store.tsx';
import { AssistantAvatar } from '../../ui/assistant-avatar.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { conversationName, counterpart } from './names.ts';

interface ConversationAvatarProps {
  conversation: ConversationState;
  size?: ComponentProps<typeof Avatar>['size'];
}

/** The other person's face with presence, the group's, or the assistant's. */
export function ConversationAvatar({ conversation, size = 'md' }: ConversationAvatarProps) {
  const myId = useMyId();
  const other = counterpart(conversation, myId);
  const online = useChat((state) => other !== undefined && state.online.has(other.user_id));
  if (conversation.kind === 'assistant') return <AssistantAvatar size={size} />;
  return (
    <Avatar
      id={other?.user_id ?? conversation.id}
      name={conversationName(conversation, myId)}
      group={conversation.kind === 'group'}
      size={size}
      online={other && online}
    />
  );
}
