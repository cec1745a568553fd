import { sql } from 'kysely';
import { transact } from '../../platform/db/index.ts';
import type { JobRun } from '../../platform/jobs/index.ts';
import type { RunsContext } from './context.ts';
import { readParts } from './run-parts.ts';

/** The events of a run stay for this long after its end, for readers that come back to where they were. */
const keptHours = 24;
const runsPerStep = 50;

/** Replaces the events of runs that ended a day ago by what they said in the end; their last event stays. */
export async function compactRuns(ctx: RunsContext, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
  const before = new Date(ctx.now().getTime() - keptHours * 3_600_000);
  for (;;) {
    signal.throwIfAborted();
    const runs = await ctx.db
      .selectFrom('runs')
      .select('id')
      .where('compacted_at', 'is', null)
      .where('finished_at', '<', before)
      .orderBy('finished_at')
      .limit(runsPerStep)
      .execute();
    for (const { id } of runs) await compactRun(ctx, id);
    if (runs.length < runsPerStep) return;
  }
}

async function compactRun(ctx: RunsContext, runId: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    const parts = await readParts(tx, runId);
    await tx
      .updateTable('runs')
      .set({ snapshot: JSON.stringify(parts), compacted_at: ctx.now() })
      .where('id', '=', runId)
      .execute();
    await sql`update logs set floor_seq = head_seq - 1 where log_id = ${runId}`.execute(tx);
    await sql`delete from events where log_id = ${runId} and seq <= (select floor_seq from logs where log_id = ${runId})`.execute(
      tx,
    );
  });
}
