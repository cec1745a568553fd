import { randomBytes } from 'node:crypto';
import type { PublicSession } from '@parlance/contracts';
import { type Db, transact } from '../../platform/db/index.ts';
import type { Actor } from '../../platform/http/types.ts';
import { accessConnection } from '../connections/index.ts';
import { presentMessages } from './ask-db.present.ts';
import type { AskSessionRow, Snapshot } from './ask-db.tables.ts';
import type { AskContext } from './context.ts';
import { accessSession, listAnswers, sessionNotFound } from './sessions.queries.ts';

const sharedAnswers = 100;

/** Makes a session public as it is now, or takes its link back for good. Throws `not_found`. */
export async function toggleShare(
  ctx: AskContext,
  actor: Pick<Actor, 'userId'>,
  connectionId: string,
  id: string,
): Promise<AskSessionRow> {
  return transact(ctx.db, async (tx) => {
    await accessConnection(tx, actor, connectionId, 'chat');
    await tx.selectFrom('ask_sessions').select('id').where('id', '=', id).forUpdate().execute();
    const session = await accessSession(tx, actor, connectionId, id);
    const shared = session.share_token === null;
    const answers = shared ? await listAnswers(tx, id, { beforeId: undefined, limit: sharedAnswers }) : [];
    const snapshot: Snapshot = { shared_at: ctx.now().toISOString(), answers: answers.reverse() };
    const changed = shared
      ? { share_token: randomBytes(24).toString('base64url'), snapshot: JSON.stringify(snapshot) }
      : { share_token: null, snapshot: null };
    await tx.updateTable('ask_sessions').set(changed).where('id', '=', id).execute();
    return accessSession(tx, actor, connectionId, id);
  });
}

/** What a public link shows, while who shared it may still use the connection. Throws `not_found`. */
export async function readPublicSession(db: Db, token: string): Promise<PublicSession> {
  const row = await db
    .selectFrom('ask_sessions')
    .select(['title', 'snapshot', 'user_id', 'connection_id'])
    .where('share_token', '=', token)
    .executeTakeFirst();
  if (!row?.snapshot) throw sessionNotFound();
  await accessConnection(db, { userId: row.user_id }, row.connection_id, 'chat');
  const { shared_at, answers } = row.snapshot;
  return { title: row.title, shared_at, messages: presentMessages(answers) };
}
