import type { RunOptions, RunStatus } from '@parlance/contracts';
import type { Tx } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { lockConversationLog } from '../conversations/index.ts';

export interface AccessibleRun {
  id: string;
  conversation_id: string;
  user_id: string;
  trigger_id: string;
  status: RunStatus;
  options: RunOptions;
}

export const runNotFound = (): AppError =>
  new AppError('not_found', 'There is no such run, or it is not in one of your conversations.');

/**
 * A run for a change of its course: its conversation's log is locked. 404 for who is not in the conversation; 403 for a member who
 * may not: `stop` is for the asker and owners of the conversation, `decide` for the asker alone.
 */
export async function accessRun(
  tx: Tx,
  actor: Pick<Actor, 'userId'>,
  id: string,
  need: 'stop' | 'decide',
): Promise<AccessibleRun> {
  const found = await tx.selectFrom('runs').select('conversation_id').where('id', '=', id).executeTakeFirst();
  if (!found) throw runNotFound();
  await lockConversationLog(tx, found.conversation_id);
  const run = await tx
    .selectFrom('runs as r')
    .innerJoin('conversation_members as m', 'm.conversation_id', 'r.conversation_id')
    .select(['r.id', 'r.conversation_id', 'r.user_id', 'r.trigger_id', 'r.status', 'r.options', 'm.role'])
    .where('r.id', '=', id)
    .where('m.user_id', '=', actor.userId)
    .executeTakeFirst();
  if (!run) throw runNotFound();
  const isAsker = run.user_id === actor.userId;
  if (!isAsker && (need === 'decide' || run.role !== 'owner'))
    throw new AppError(
      'forbidden',
      need === 'decide' ? 'Only who asked may decide this.' : 'Only who asked, or an owner, may stop this.',
    );
  return run;
}
