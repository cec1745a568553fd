import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { accessConnection, loadModel } from '../connections/index.ts';
import type { AskContext } from './context.ts';
import { execute } from './execute.ts';
import { accessSession } from './sessions.queries.ts';

interface Wanted {
  connection_id: string;
  id: string;
  answer_id: string;
}

export interface ExportedAnswer {
  type: string;
  text: string;
  truncated: boolean;
}

/** Runs the SQL of an own answer again, by the rules that hold now. Throws `not_found`, `conflict`, `unavailable`. */
export async function exportAnswer(
  ctx: AskContext,
  actor: Pick<Actor, 'userId'>,
  { connection_id: connectionId, id, answer_id: answerId }: Wanted,
  format: 'csv' | 'json',
): Promise<ExportedAnswer> {
  const connection = await accessConnection(ctx.db, actor, connectionId, 'chat');
  const session = await accessSession(ctx.db, actor, connection.id, id);
  const row = await ctx.db
    .selectFrom('ask_answers')
    .select('answer')
    .where('id', '=', answerId)
    .where('session_id', '=', session.id)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such answer in this session.');
  if (row.answer.sql_query === null) throw new AppError('conflict', 'This answer has no rows.');
  const model = await loadModel(ctx, connection);
  const { result, failure } = await execute(ctx, connection, { sql: row.answer.sql_query, model });
  if (failure) throw new AppError('unavailable', failure.detail);
  const { columns, data, truncated } = result;
  if (format === 'json') {
    return { type: 'application/json; charset=utf-8', text: JSON.stringify({ columns, data, truncated }), truncated };
  }
  return { type: 'text/csv; charset=utf-8', text: toCsv([columns, ...data]), truncated };
}

/** RFC 4180. Texts that a spreadsheet would take for a formula get an apostrophe in front. */
function toCsv(rows: unknown[][]): string {
  return rows.map((row) => `${row.map(toField).join(',')}\r\n`).join('');
}

function toField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
