import { limits, type Message, type NewLogEvent } from '@parlance/contracts';
import { type Tx, transact } from '../../platform/db/index.ts';
import { invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { append } from '../../platform/log/index.ts';
import type { ConversationsContext } from './context.ts';
import { lockMessage } from './conversations.access.ts';
import { readEmoji } from './emoji.ts';
import { getMessage } from './messages.queries.ts';

type Who = Pick<Actor, 'userId'>;

/** Adds or takes back one's own reaction; doing it twice is the same as once. Throws `not_found`, `validation_failed`. */
export async function setReaction(
  ctx: ConversationsContext,
  actor: Who,
  input: { id: string; emoji: string; on: boolean },
): Promise<Message> {
  const { id, on } = input;
  const emoji = readEmoji(input.emoji);
  if (emoji === undefined) throw invalidField('emoji', 'must be one emoji');
  return transact(ctx.db, async (tx) => {
    const message = await lockMessage(tx, actor, id);
    const mine = { id, emoji, user_id: actor.userId };
    if (on) await assertRoomForReaction(tx, id, emoji);
    const changed = on
      ? await tx
          .insertInto('reactions')
          .values(mine)
          .onConflict((oc) => oc.doNothing())
          .returning('id')
          .execute()
      : await tx
          .deleteFrom('reactions')
          .where('id', '=', id)
          .where('emoji', '=', emoji)
          .where('user_id', '=', actor.userId)
          .returning('id')
          .execute();
    if (changed.length > 0) {
      const event: NewLogEvent = { type: on ? 'reaction-added' : 'reaction-removed', id, emoji, user_id: actor.userId };
      await append(ctx, tx, [{ logId: message.conversation_id, actorId: actor.userId, subjectId: id, event }]);
    }
    return getMessage(tx, id);
  });
}

async function assertRoomForReaction(tx: Tx, id: string, emoji: string): Promise<void> {
  const rows = await tx.selectFrom('reactions').select('emoji').distinct().where('id', '=', id).execute();
  if (rows.length >= limits.reactionsMax && !rows.some((row) => row.emoji === emoji)) {
    throw invalidField(
      'emoji',
      `must be one of those already there: a message takes ${limits.reactionsMax} different ones`,
    );
  }
}
