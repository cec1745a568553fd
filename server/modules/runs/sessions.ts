import { type AssistantSession, Timestamp, Uuid } from '@parlance/contracts';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Db } from '../../platform/db/index.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { type ConversationsContext, createConversation } from '../conversations/index.ts';

interface SessionRow {
  session_id: string;
  conversation_id: string;
  title: string | null;
  created_at: Date;
  last_activity: Date;
}

/**
 * The conversation behind a session of the user, made where there is none. A session is called by the id of a conversation with the
 * assistant, or by any name: names belong to their user, so what another user calls the same is another conversation.
 */
export async function openSession(
  conversations: ConversationsContext,
  actor: Actor,
  sessionId: string | null | undefined,
): Promise<{ sessionId: string; conversationId: string }> {
  if (typeof sessionId !== 'string') {
    const id = await newAssistant(conversations, actor, null);
    return { sessionId: id, conversationId: id };
  }
  const known = await findSession(conversations.db, actor.userId, sessionId);
  if (known) return { sessionId, conversationId: known };
  const id = await newAssistant(conversations, actor, null);
  const { rows } = await sql<{ conversation_id: string }>`
    insert into assistant_sessions (user_id, session_id, conversation_id) values (${actor.userId}, ${sessionId}, ${id})
    on conflict (user_id, session_id) do update set session_id = excluded.session_id
    returning conversation_id`.execute(conversations.db);
  return { sessionId, conversationId: rows[0]?.conversation_id ?? id };
}

export async function newAssistant(
  conversations: ConversationsContext,
  actor: Actor,
  title: string | null,
): Promise<string> {
  const { conversation } = await createConversation(conversations, actor, { kind: 'assistant', member_ids: [], title });
  return conversation.id;
}

async function findSession(db: Db, userId: string, sessionId: string): Promise<string | undefined> {
  const asId = Value.Check(Uuid, sessionId) ? sessionId.toLowerCase() : null;
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c
    join conversation_members m on m.conversation_id = c.id and m.user_id = ${userId}
    where c.kind = 'assistant' and (c.id = ${asId}::uuid or c.id = (
      select conversation_id from assistant_sessions where user_id = ${userId} and session_id = ${sessionId}
    ))
    order by c.id = ${asId}::uuid desc nulls last limit 1`.execute(db);
  return rows[0]?.id;
}

const Cursor = Type.Tuple([Timestamp, Uuid]);

/** The user's conversations with the assistant, the latest activity first. */
export async function listSessions(
  db: Db,
  userId: string,
  { limit = 50, cursor, only }: { limit?: number | undefined; cursor?: string | undefined; only?: string },
): Promise<{ items: AssistantSession[]; next_cursor: string | null }> {
  const [at, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, Cursor);
  const { rows } = await sql<SessionRow>`
    select * from (
      select coalesce(s.session_id, c.id::text) as session_id, c.id as conversation_id, c.title, c.created_at,
        date_trunc('milliseconds', l.updated_at) as last_activity
      from conversations c
      join conversation_members m on m.conversation_id = c.id and m.user_id = ${userId}
      join logs l on l.log_id = c.id
      left join lateral (
        select session_id from assistant_sessions where conversation_id = c.id order by session_id limit 1
      ) s on true
      where c.kind = 'assistant' ${only === undefined ? sql`` : sql`and c.id = ${only}`}
    ) own
    ${at === null ? sql`` : sql`where (last_activity, conversation_id) < (${at}::timestamptz, ${id}::uuid)`}
    order by last_activity desc, conversation_id desc limit ${limit + 1}`.execute(db);
  const items = rows.slice(0, limit).map(presentSession);
  const last = items.at(-1);
  const next = rows.length > limit && last ? encodeCursor([last.last_activity, last.conversation_id]) : null;
  return { items, next_cursor: next };
}

function presentSession(row: SessionRow): AssistantSession {
  return {
    session_id: row.session_id,
    conversation_id: row.conversation_id,
    title: row.title,
    created_at: row.created_at.toISOString(),
    last_activity: row.last_activity.toISOString(),
  };
}
