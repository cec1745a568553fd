import type { SqlHistoryEntry } from '@parlance/contracts';
import {
  type AccessibleConnection,
  checkStatement,
  DatabaseFault,
  type DatabaseModel,
  type StatementResult,
  withDatabase,
} from '../connections/index.ts';
import type { AskContext } from './context.ts';

export interface Execution {
  result: StatementResult;
  /** The statement as it was run: with the schema of each table. */
  status: SqlHistoryEntry['status'];
  /** Null, or a stable code for clients and a sentence for people. */
  failure: { code: string; detail: string } | null;
  milliseconds: number;
}

const nothing: StatementResult = { columns: [], data: [], truncated: false };
/** For connecting, beside the time of the statement itself. */
const connectMs = 12_000;

const codes: Partial<Record<DatabaseFault['reason'], string>> = {
  refused: 'refused',
  timeout: 'timeout',
  too_expensive: 'too_expensive',
  too_large: 'too_large',
  statement: 'query_failed',
};

/** Checks a statement and runs it within the limits of the settings. What goes wrong there is part of the result. */
export async function execute(
  ctx: AskContext,
  connection: AccessibleConnection,
  { sql, model }: { sql: string; model: DatabaseModel },
): Promise<Execution> {
  const { ASK_TIMEOUT_MS, ASK_MAX_ROWS, ASK_MAX_BYTES, ASK_MAX_COST } = ctx.config;
  const limits = { timeoutMs: ASK_TIMEOUT_MS, maxRows: ASK_MAX_ROWS, maxBytes: ASK_MAX_BYTES, maxCost: ASK_MAX_COST };
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  try {
    const statement = await checkStatement(sql, model);
    const signal = AbortSignal.timeout(ASK_TIMEOUT_MS + connectMs);
    const result = await withDatabase(ctx, connection, signal, (session) => session.run(statement, limits));
    return { result, status: 'succeeded', failure: null, milliseconds: took() };
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error;
    const { reason, message } = error;
    const status = reason === 'refused' ? 'refused' : reason === 'timeout' ? 'timeout' : 'failed';
    return {
      result: nothing,
      status,
      failure: { code: codes[reason] ?? 'database_unavailable', detail: message },
      milliseconds: took(),
    };
  }
}
