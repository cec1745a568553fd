import type { Message } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { createContext, use } from 'react';

/** What the parts of an open conversation share. */
export interface OpenChat {
  conversation: ConversationState;
  myId: string;
  startReply: (message: Message) => void;
  startEdit: (message: Message) => void;
  /** Puts what a message says into the composer, to be changed and asked anew. */
  askAgain: (message: Message) => void;
  askDelete: (message: Message) => void;
  toggleReaction: (message: Message, emoji: string) => void;
  /** Scrolls to a message by its id, loading history until it is there. */
  jumpTo: (messageId: string) => Promise<void>;
}

/** The open conversation. */
export const ChatContext = createContext<OpenChat | null>(null);

/** The open conversation; only inside its page. */
export function useOpenChat(): OpenChat {
  const chat = use(ChatContext);
  if (!chat) throw new Error('useOpenChat needs a conversation page above it.');
  return chat;
}
