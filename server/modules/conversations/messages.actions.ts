import type { ContentDraft, ConversationKind, Run, RunOptions } from '@parlance/contracts';
import { afterCommit, type Tx, transact } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { append } from '../../platform/log/index.ts';
import { composeContent, hashContent, readContent, type WrittenContent } from './content.ts';
import type { ConversationsContext, Posted } from './context.ts';
import { conversationNotFound } from './conversations.access.ts';
import { findMentionedMembers, findMentionedNames, mentionEvents } from './mentions.ts';
import { type InsertOutcome, insertMessages, type MessageDraft } from './message-insert.ts';
import { KeyTaken } from './message-lane.ts';
import { getMessage } from './messages.queries.ts';

type Who = Pick<Actor, 'userId'>;

interface PostInput {
  conversationId: string;
  /** The sender's key; a send that is repeated with it gets the first message back, for ever. */
  key?: string | undefined;
  content: ContentDraft;
  replyTo?: string | null | undefined;
  /** How the assistant shall answer, where the message asks it. */
  run?: RunOptions | undefined;
}

/** What it takes to store a message that touches more than its own log. */
interface Sending {
  draft: MessageDraft;
  written: WrittenContent;
  options: RunOptions;
}

/**
 * Posts a message: stored, numbered and logged in one commit, then published. Plain text takes one round trip, shared with
 * other sends that wait. Throws `not_found` (not a member), `message_id_reused` (other content under the key),
 * `validation_failed`, `payload_too_large`.
 */
export async function postMessage(ctx: ConversationsContext, actor: Who, input: PostInput): Promise<Posted> {
  const written = readContent(input.content);
  const replyTo = input.replyTo?.toLowerCase() ?? null;
  const id = newId();
  const draft: MessageDraft = {
    id,
    conversationId: input.conversationId.toLowerCase(),
    senderId: actor.userId,
    key: input.key ?? id,
    contentHash: hashContent(id, written, replyTo),
    content: composeContent(written.parts, new Map()),
    replyTo,
    mentions: [],
    createdAt: ctx.now(),
    startsNothing: true,
  };
  let run: Run | undefined;
  const alone = async (): Promise<InsertOutcome> => {
    const stored = await insertWithSideEffects(ctx, { draft, written, options: input.run ?? {} });
    run = stored.run;
    return stored.outcome;
  };
  const isPlain = written.mediaIds.length === 0 && findMentionedNames(draft.content.text).length === 0;
  let outcome = await ctx.lane.insert(draft, isPlain ? undefined : alone);
  if (isPlain && outcome.outcome === 'created') ctx.bus.publish({ kind: 'event', event: outcome.event });
  if (outcome.outcome === 'starts_run') outcome = await ctx.lane.insert(draft, alone);
  const posted = await conclude(ctx, { draft, written }, outcome);
  return { ...posted, run: run ?? (posted.created ? undefined : await ctx.ports.findRun(ctx.db, posted.message.id)) };
}

/**
 * A message that touches more than its own log: one transaction around it all. Whatever keeps it from being stored is thrown,
 * so that no attachment stays.
 */
function insertWithSideEffects(
  ctx: ConversationsContext,
  { draft, written, options }: Sending,
): Promise<{ outcome: InsertOutcome; run?: Run | undefined }> {
  const { conversationId, id, senderId: ownerId } = draft;
  return transact(ctx.db, async (tx) => {
    const kind = await requireMember(tx, conversationId, ownerId);
    const known = await findByKey(tx, draft);
    if (known) return { outcome: known };
    const mentions = await findMentionedMembers(tx, conversationId, draft.content.text);
    const { mediaIds } = written;
    const files = await ctx.ports.attachMedia(tx, { messageId: id, conversationId, ownerId, mediaIds });
    const content = composeContent(written.parts, files);
    const [outcome] = await insertMessages(tx, [{ ...draft, mentions, content, startsNothing: false }]);
    switch (outcome?.outcome) {
      case 'created': {
        afterCommit(tx, () => ctx.bus.publish({ kind: 'event', event: outcome.event }));
        const names = findMentionedNames(content.text);
        const run = await ctx.ports.startRun(tx, { message: outcome.message, kind, names, options });
        await append(ctx, tx, mentionEvents(outcome.message, mentions));
        return { outcome, run };
      }
      case 'known':
        throw new KeyTaken();
      case 'bad_reply':
        throw badReply();
      default:
        throw conversationNotFound();
    }
  });
}

async function findByKey(tx: Tx, draft: MessageDraft): Promise<InsertOutcome | undefined> {
  const row = await tx
    .selectFrom('messages')
    .select(['id', 'content_hash'])
    .where('conversation_id', '=', draft.conversationId)
    .where('sender_id', '=', draft.senderId)
    .where('message_id', '=', draft.key)
    .executeTakeFirst();
  return row && { outcome: 'known', id: row.id, contentHash: row.content_hash };
}

/** The kind of a conversation that the user is in. */
async function requireMember(tx: Tx, conversationId: string, userId: string): Promise<ConversationKind> {
  const row = await tx
    .selectFrom('conversation_members as m')
    .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
    .select('c.kind')
    .where('m.conversation_id', '=', conversationId)
    .where('m.user_id', '=', userId)
    // Who is being removed at this moment waits, and is refused.
    .forKeyShare('m')
    .executeTakeFirst();
  if (!row) throw conversationNotFound();
  return row.kind;
}

async function conclude(
  ctx: ConversationsContext,
  { draft, written }: Pick<Sending, 'draft' | 'written'>,
  outcome: InsertOutcome,
): Promise<Posted> {
  switch (outcome.outcome) {
    case 'not_member':
    case 'starts_run':
      throw conversationNotFound();
    case 'bad_reply':
      throw badReply();
    case 'created':
      ctx.metrics.messagesSent.inc();
      return { message: outcome.message, created: true };
    case 'known': {
      if (outcome.contentHash !== hashContent(outcome.id, written, draft.replyTo)) {
        throw new AppError(
          'message_id_reused',
          'You sent another message with this message_id before; use a new one.',
          {
            fields: [{ path: 'message_id', message: 'was used for other content' }],
          },
        );
      }
      return { message: await getMessage(ctx.db, outcome.id), created: false };
    }
  }
}

function badReply(): AppError {
  return new AppError('not_found', 'reply_to: there is no such message in this conversation.', {
    fields: [{ path: 'reply_to', message: 'is not a message of this conversation' }],
  });
}
