import { Type } from 'typebox';
import { defineTool, type ShownPart, type Tool, type ToolResult } from '../../platform/agent/tool.ts';
import { AppError } from '../../platform/errors.ts';
import { listUsable } from '../connections/index.ts';
import { askDatabase } from './ask.actions.ts';
import type { AskContext } from './context.ts';

const shownRows = 50;
const timeoutSeconds = 60;

/** Asks one of the databases that the asker may ask. Never where others read the answer: what is theirs may not be the others'. */
export const askDatabaseTool = (ctx: AskContext): Tool =>
  defineTool({
    name: 'ask_database',
    title: 'Ask a database',
    description:
      'Answers a question from a connected database: counts, sums, lists, rankings over its tables. Give the question in plain English. Without connection_id the only database is asked; where there are several, the answer names them.',
    parameters: Type.Object({
      question: Type.String({ minLength: 1, maxLength: 2_000 }),
      connection_id: Type.Optional(Type.String({ format: 'uuid' })),
    }),
    risk: 'read',
    timeoutSeconds,
    call: async ({ question, connection_id: given }, { userId, audience, progress }) => {
      if (audience !== 'own') {
        return { ok: false, code: 'not_shared', detail: 'No database is attached to this conversation.' };
      }
      const usable = await listUsable(ctx.db, userId);
      const [only] = usable;
      if (!only) return { ok: false, code: 'no_database', detail: 'No database is connected yet.' };
      if (!given && usable.length > 1) return severalDatabases(usable);
      progress('Asking the database…');
      try {
        return toResult(await askDatabase(ctx, { userId }, given ?? only.id, { question }));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { ok: false, code: error.code, detail: error.detail };
      }
    },
  });

function severalDatabases(usable: { id: string; name: string }[]): ToolResult {
  const names = usable.map(({ id, name }) => `${name} (connection_id ${id})`).join('; ');
  return { ok: false, code: 'which_database', detail: `There are several databases: ${names}. Say which one.` };
}

function toResult(answer: Awaited<ReturnType<typeof askDatabase>>): ToolResult {
  const { response, error, columns, data, row_count, truncated, sql_query, explanation, chart } = answer;
  if (error) return { ok: false, code: error, detail: response };
  const rows = data.slice(0, shownRows);
  const parts: ShownPart[] = [];
  if (chart) parts.push({ type: 'chart', spec: chart, media_id: null });
  if (rows.length > 1) parts.push({ type: 'table', columns, data: rows });
  const content = JSON.stringify({ columns, rows, row_count, truncated, sql: sql_query, read_as: explanation });
  return { ok: true, content, answer: response, parts };
}
