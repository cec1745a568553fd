import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db, Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import { documentNotFound } from './documents.errors.ts';
import type { DocumentRow } from './documents.tables.ts';

/**
 * Whose eyes an answer is for. `own`: one person's, so all they may read. `shared`: those of everyone in a conversation, so only what
 * belongs to that conversation or is public.
 */
export type Scope = { audience: 'own'; userId: string } | { audience: 'shared'; conversationId: string };

/** Whether the document `d` of a statement is within the scope: the one place where that is decided. */
export function isVisible(scope: Scope): RawBuilder<SqlBool> {
  // By ids of small index scans and not by `or`, for which every document would be looked at.
  if (scope.audience === 'shared') {
    return sql`d.id in (
      select id from documents where visibility = 'conversation' and conversation_id = ${scope.conversationId}
      union all select id from documents where visibility = 'public')`;
  }
  return sql`d.id in (
    select id from documents where owner_id = ${scope.userId}
    union all
    select s.id from documents s join conversation_members m on m.conversation_id = s.conversation_id
    where s.visibility = 'conversation' and m.user_id = ${scope.userId}
    union all select id from documents where visibility = 'public')`;
}

type Who = { userId: string };

/** The document, if the actor may read it. Throws `not_found`. */
export async function accessDocument(db: Db | Tx, { userId }: Who, id: string): Promise<DocumentRow> {
  const { rows } = await sql<DocumentRow>`
    select d.* from documents d where d.id = ${id} and ${isVisible({ audience: 'own', userId })}`.execute(db);
  const [row] = rows;
  if (!row) throw documentNotFound();
  return row;
}

/** The actor's own document, locked for a change. Throws `not_found`, and `forbidden` for what others have shared. */
export async function lockOwnDocument(tx: Tx, actor: Who, id: string): Promise<DocumentRow> {
  await tx.selectFrom('documents').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  const row = await accessDocument(tx, actor, id);
  if (row.owner_id !== actor.userId) throw new AppError('forbidden', 'Only who uploaded a document may change it.');
  return row;
}
