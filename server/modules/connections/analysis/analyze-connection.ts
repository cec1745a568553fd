import type { ConnectionEvent, ConnectionStatus, NewEvent } from '@parlance/contracts';
import { transact } from '../../../platform/db/index.ts';
import type { JobRun } from '../../../platform/jobs/index.ts';
import { append } from '../../../platform/log/index.ts';
import type { ConnectionRow } from '../connections.tables.ts';
import type { ConnectionsContext } from '../context.ts';
import { DatabaseFault } from '../database/database-fault.ts';
import type { DatabaseSession } from '../database/session.ts';
import { describeDemo } from '../demo/describe-demo.ts';
import { withDatabase } from '../open-connection.ts';
import { inferJoins } from './infer-joins.ts';
import { profileTable, type TableProfile } from './profile-table.ts';
import { readPostgres } from './read-postgres.ts';
import { readSqlite } from './read-sqlite.ts';
import { refineSqliteType } from './refine-types.ts';
import {
  decideTable,
  type FoundInsights,
  indexValues,
  loadOverrides,
  storeInsights,
  type TableInsight,
} from './store-insights.ts';
import { type FoundKey, fullName } from './structure.ts';

type Run = Pick<JobRun, 'hold' | 'signal'>;

/**
 * Finds out what is in a connected database and keeps it: structure, statistics, joins, values. Says how far it is in the row and
 * the log of the connection. A database that fails leaves the status `error` and what was known before; only our own faults throw.
 */
export async function analyzeConnection(ctx: ConnectionsContext, id: string, job: Run): Promise<void> {
  const connection = await ctx.db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
  if (!connection) return;
  const status = connection.last_analyzed_at ? 'updating' : 'analyzing';
  await report(ctx, job, id, { status, progress: 1, event: { type: 'analysis-started', connection_id: id } });
  try {
    const found = await withDatabase(ctx, connection, job.signal, (session) =>
      examine(ctx, connection, session, { status, job }),
    );
    const stored = await storeInsights(ctx, id, found, job);
    await report(ctx, job, id, {
      status: 'indexing',
      progress: 85,
      event: progressEvent('indexing', 85, 'Indexing values'),
    });
    await indexValues(ctx, id, stored, job);
    if (connection.is_demo && !connection.last_analyzed_at) await describeDemo(ctx, id);
    await finish(ctx, job, id, found);
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error;
    await fail(ctx, job, id, error.message);
  }
}

interface Examination {
  status: ConnectionStatus;
  job: Run;
}

async function examine(
  ctx: ConnectionsContext,
  { id }: ConnectionRow,
  session: DatabaseSession,
  { status, job }: Examination,
): Promise<FoundInsights> {
  const limits = { categoryThreshold: ctx.config.CATEGORY_THRESHOLD, sampleSize: ctx.config.SAMPLE_SIZE };
  const structure = session.dialect === 'sqlite' ? await readSqlite(session) : await readPostgres(session);
  const overrides = await loadOverrides(ctx.db, id);
  const profiles = new Map<string, TableProfile>();
  for (const [at, table] of structure.tables.entries()) {
    job.signal.throwIfAborted();
    const progress = 5 + (65 * at) / structure.tables.length;
    await report(ctx, job, id, {
      status,
      progress,
      event: progressEvent(status, progress, `Reading ${fullName(table)}`),
    });
    const profile = await profileTable(session, table, limits);
    if (session.dialect === 'sqlite') {
      for (const column of table.columns) {
        const known = profile.columns.get(column.name);
        if (known) column.type = refineSqliteType(column.type, known);
      }
    }
    profiles.set(fullName(table), profile);
  }
  await report(ctx, job, id, { status, progress: 72, event: progressEvent(status, 72, 'Looking for relations') });
  const inferred = await inferJoins(session, structure);
  const keys: FoundKey[] = [...structure.keys, ...inferred];
  const tables: TableInsight[] = structure.tables.flatMap((table) => {
    const profile = profiles.get(fullName(table));
    return profile ? [decideTable({ table, profile, keys, overrides }, limits)] : [];
  });
  return { tables, keys: structure.keys, inferred, serverVersion: session.serverVersion };
}

interface Report {
  status: ConnectionStatus;
  progress: number;
  event: NewEvent<ConnectionEvent>;
}

const progressEvent = (status: ConnectionStatus, progress: number, text: string): NewEvent<ConnectionEvent> => ({
  type: 'analysis-progress',
  status,
  progress: Math.round(progress),
  text,
});

async function report(
  ctx: ConnectionsContext,
  job: Run,
  id: string,
  { status, progress, event }: Report,
): Promise<void> {
  await change(ctx, job, id, { status, analysis_progress: progress, status_message: null }, event);
}

async function finish(ctx: ConnectionsContext, job: Run, id: string, found: FoundInsights): Promise<void> {
  const columns = found.tables.reduce((sum, { table }) => sum + table.columns.length, 0);
  const changed = {
    status: 'ready' as const,
    analysis_progress: 100,
    status_message: null,
    server_version: found.serverVersion,
    last_analyzed_at: ctx.now(),
    next_analysis_at: nextAnalysis(ctx),
  };
  await change(ctx, job, id, changed, { type: 'analysis-finished', tables: found.tables.length, columns });
}

async function fail(ctx: ConnectionsContext, job: Run, id: string, detail: string): Promise<void> {
  const changed = { status: 'error' as const, status_message: detail, next_analysis_at: nextAnalysis(ctx) };
  await change(ctx, job, id, changed, { type: 'analysis-failed', detail });
}

function nextAnalysis({ config, now }: ConnectionsContext): Date | null {
  const hours = config.REANALYSIS_INTERVAL_HOURS;
  return hours === 0 ? null : new Date(now().getTime() + hours * 3_600_000);
}

type Changed = Partial<
  Pick<
    ConnectionRow,
    'status' | 'analysis_progress' | 'status_message' | 'server_version' | 'last_analyzed_at' | 'next_analysis_at'
  >
>;

/** A connection that was deleted meanwhile has no row and no log: nothing happens. */
async function change(
  ctx: ConnectionsContext,
  job: Run,
  id: string,
  changed: Changed,
  event: NewEvent<ConnectionEvent>,
): Promise<void> {
  await transact(ctx.db, async (tx) => {
    await job.hold(tx);
    const { numUpdatedRows } = await tx
      .updateTable('connections')
      .set({ ...changed, updated_at: ctx.now() })
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await append(ctx, tx, [{ logId: id, actorId: null, event }]);
  });
}
