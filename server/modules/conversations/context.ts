import type { Message } from '@parlance/contracts';
import type { Tx } from '../../platform/db/index.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MessageLane } from './message-lane.ts';

export interface AttachedFile {
  filename: string;
  mime: string;
  size: number;
}

/** What conversations need from modules above them; `app.ts` hands it in. All of it joins the caller's transaction. */
export interface ConversationPorts {
  /** Makes uploads part of a message. Throws `not_found` for one that the sender may not read. */
  attachMedia(
    tx: Tx,
    input: { messageId: string; conversationId: string; ownerId: string; mediaIds: string[] },
  ): Promise<Map<string, AttachedFile>>;
  /** The messages are deleted: uploads that were only theirs go too. */
  detachMedia(tx: Tx, messageIds: string[]): Promise<void>;
}

/** The platform, and what this module shares between its actions. */
export interface ConversationsContext extends Platform {
  readonly ports: ConversationPorts;
  readonly lane: MessageLane;
}

/** A message that was posted, or found again under its key. */
export interface Posted {
  message: Message;
  created: boolean;
}
