import { sql } from 'kysely';
import { transact } from '../../../platform/db/index.ts';
import { requestAnalysis } from '../connections.actions.ts';
import type { ConnectionsContext } from '../context.ts';

const perRun = 100;
const stuckMinutes = 60;

/** Starts the analyses that are due, and lets those end in `error` that say nothing any more: their worker is gone for good. */
export async function scheduleAnalyses(ctx: ConnectionsContext): Promise<void> {
  const now = ctx.now();
  await transact(ctx.db, async (tx) => {
    const due = await tx
      .selectFrom('connections')
      .select('id')
      .where('next_analysis_at', '<=', now)
      .where('status', 'in', ['ready', 'error'])
      .orderBy('next_analysis_at')
      .limit(perRun)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const { id } of due) {
      await tx.updateTable('connections').set({ next_analysis_at: null }).where('id', '=', id).execute();
      await requestAnalysis(ctx, tx, id);
    }
  });
  const before = new Date(now.getTime() - stuckMinutes * 60_000);
  await sql`
    update connections set status = 'error', status_message = 'The analysis broke off; start it again.', updated_at = ${now}
    where status in ('analyzing', 'indexing', 'updating') and updated_at < ${before}`.execute(ctx.db);
}
