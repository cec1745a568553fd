import { type Assistant, type ConversationAssistant, type PageQuery, Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import type { Db, Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { presentAssistant } from './assistants.present.ts';
import type { AssistantsTable } from './assistants.tables.ts';

type Who = Pick<Actor, 'userId'>;

const assistantNotFound = (): AppError =>
  new AppError('not_found', 'There is no such assistant, or it is private to someone else.');

/** An assistant that the actor made or that is public; to change it they have to have made it (403). Else 404. */
export async function accessAssistant(
  db: Db | Tx,
  { userId }: Who,
  id: string,
  need: 'use' | 'change',
): Promise<AssistantsTable> {
  const row = await db
    .selectFrom('assistants')
    .selectAll()
    .where('id', '=', id)
    .where((eb) => eb.or([eb('owner_id', '=', userId), eb('visibility', '=', 'public')]))
    .executeTakeFirst();
  if (!row) throw assistantNotFound();
  if (need === 'change' && row.owner_id !== userId)
    throw new AppError('forbidden', 'Only who made an assistant may change it.');
  return row;
}

/** The assistants that the actor may use, the newest first. */
export async function listAssistants(
  db: Db,
  { userId }: Who,
  { limit = 50, cursor }: PageQuery,
): Promise<{ items: Assistant[]; next_cursor: string | null }> {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, Type.Tuple([Uuid]))[0];
  const rows = await db
    .selectFrom('assistants')
    .selectAll()
    .where((eb) => eb.or([eb('owner_id', '=', userId), eb('visibility', '=', 'public')]))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row) => presentAssistant(row, userId));
  const last = items.at(-1);
  return { items, next_cursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

/** Who answers in a conversation. */
export async function findChosen(db: Db | Tx, conversationId: string): Promise<ConversationAssistant> {
  const row = await db
    .selectFrom('conversation_assistants')
    .select(['assistant_id', 'model'])
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst();
  return row ?? { assistant_id: null, model: null };
}

/** How the assistant of a conversation is to behave for this asker; one that was made private meanwhile is none. */
export async function findAssistantFor(
  db: Db | Tx,
  { conversationId, userId }: { conversationId: string; userId: string },
): Promise<AssistantsTable | undefined> {
  return db
    .selectFrom('conversation_assistants as c')
    .innerJoin('assistants as a', 'a.id', 'c.assistant_id')
    .selectAll('a')
    .where('c.conversation_id', '=', conversationId)
    .where((eb) => eb.or([eb('a.owner_id', '=', userId), eb('a.visibility', '=', 'public')]))
    .executeTakeFirst();
}
