import type { ConversationKind, Message, Run, RunOptions } from '@parlance/contracts';
import type { Db, Tx } from '../../platform/db/index.ts';
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
  /**
   * Starts the run that answers a message, where it asks the assistant: by the conversation's kind, or by one of the `names` that it
   * mentions. Throws `run_in_progress` where the sender wants it refused, `validation_failed`.
   */
  startRun(tx: Tx, input: AskedMessage): Promise<Run | undefined>;
  /** The run that a message started. */
  findRun(db: Db, messageId: string): Promise<Run | undefined>;
  /** The conversation that a run belongs to, whoever asks. */
  findRunConversation(db: Db, runId: string): Promise<string | undefined>;
  /** A message is deleted: nothing of it stays in the runs that it started or that wrote it. */
  scrubRuns(tx: Tx, messageId: string): Promise<void>;
  /** A conversation is deleted: its runs end and go with it. */
  eraseRuns(tx: Tx, conversationId: string): Promise<void>;
}

export interface AskedMessage {
  message: Pick<Message, 'id' | 'conversation_id' | 'sender_id'>;
  kind: ConversationKind;
  names: string[];
  options: RunOptions;
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
  /** Of the assistant, where the message asked it. */
  run?: Run | undefined;
}
