import type { AskAnswer, AskQuestion, AskResult } from '@parlance/contracts';
import { limits } from '@parlance/contracts';
import { type Tx, transact } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { type AccessibleConnection, accessConnection } from '../connections/index.ts';
import type { AskContext } from './context.ts';
import { drawAnswer } from './draw-answer.ts';
import type { Query } from './engine/index.ts';
import { type Execution, execute } from './execute.ts';
import { type Interpretation, interpret } from './interpret.ts';
import { accessSession, findLastPlan } from './sessions.queries.ts';
import { wordAnswer } from './word-answer.ts';

type Who = Pick<Actor, 'userId'>;

const questionsPerSession = 500;
/** What the history keeps of the rows of an answer. */
const keptRows = 200;
const keptLength = 64 * 1024;

/**
 * Answers a question about a connected database and keeps it in a session of the asker. What the data cannot answer and what goes
 * wrong with the database is an answer with `error`. Throws `not_found`, `conflict`.
 */
export async function askDatabase(
  ctx: AskContext,
  actor: Who,
  connectionId: string,
  input: AskQuestion,
): Promise<AskAnswer> {
  const connection = await accessConnection(ctx.db, actor, connectionId, 'chat');
  const session = input.session_id ? await accessSession(ctx.db, actor, connection.id, input.session_id) : undefined;
  const previous = session ? await findLastPlan(ctx.db, session.id) : null;
  const interpretation = await interpret(ctx, connection, { question: input.question, previous });
  const execution = interpretation.kind === 'query' ? await execute(ctx, connection, interpretation) : undefined;
  const answer = composeAnswer(ctx, input, interpretation, execution);
  const plan = interpretation.kind === 'query' && !execution?.failure ? interpretation.plan : null;
  const sessionId = await keep(ctx, actor, connection, { sessionId: session?.id, answer, plan, execution });
  return { session_id: sessionId, ...answer };
}

function composeAnswer(
  ctx: AskContext,
  { question, explain_mode: explains = false }: AskQuestion,
  interpretation: Interpretation,
  execution: Execution | undefined,
): AskResult {
  const base = {
    id: newId(),
    question,
    created_at: ctx.now().toISOString(),
    alternatives: interpretation.alternatives,
  };
  if (interpretation.kind === 'answer' || !execution) {
    const { response, error } = interpretation.kind === 'answer' ? interpretation : { response: '', error: null };
    return {
      ...base,
      response,
      sql_query: null,
      explanation: null,
      columns: [],
      data: [],
      row_count: 0,
      truncated: false,
      execution_time_ms: 0,
      confidence: null,
      error,
      engine: 'builtin',
    };
  }
  const { result, failure, milliseconds } = execution;
  const chart = failure ? undefined : drawAnswer(question, result);
  return {
    ...base,
    response: failure ? failure.detail : wordAnswer(result),
    sql_query: interpretation.sql,
    explanation: explains ? explain(interpretation, execution) : interpretation.words,
    columns: result.columns,
    data: result.data,
    row_count: result.data.length,
    truncated: result.truncated,
    execution_time_ms: milliseconds,
    ...(chart ? { chart } : {}),
    confidence: interpretation.confidence,
    error: failure?.code ?? null,
    engine: interpretation.engine,
  };
}

function explain(
  { words, confidence, engine, alternatives }: Extract<Interpretation, { kind: 'query' }>,
  { result, milliseconds, failure }: Execution,
): string {
  const sentences = [`I read the question as: ${words}.`];
  sentences.push(
    engine === 'verified'
      ? 'An owner of this connection has verified this SQL.'
      : `I am ${Math.round(confidence * 100)} % sure of that${alternatives.length > 0 ? `; ${alternatives.length} other readings are given below` : ''}.`,
  );
  if (!failure) {
    const cut = result.truncated ? '; there are more, which are not shown' : '';
    sentences.push(
      `The database answered in ${milliseconds} ms with ${result.data.length} row${result.data.length === 1 ? '' : 's'}${cut}.`,
    );
  }
  return sentences.join(' ');
}

interface Kept {
  sessionId: string | undefined;
  answer: AskResult;
  plan: Query | null;
  execution: Execution | undefined;
}

/** In one transaction, and only if the asker may still ask. Returns the id of the session. */
async function keep(
  ctx: AskContext,
  actor: Who,
  { id: connectionId }: AccessibleConnection,
  { sessionId, answer, plan, execution }: Kept,
): Promise<string> {
  return transact(ctx.db, async (tx) => {
    await accessConnection(tx, actor, connectionId, 'chat');
    const id = sessionId ? await lockSession(tx, actor, connectionId, sessionId) : newId();
    const now = ctx.now();
    if (sessionId) await tx.updateTable('ask_sessions').set({ updated_at: now }).where('id', '=', id).execute();
    else {
      const title = answer.question.replace(/\s+/g, ' ').trim().slice(0, limits.titleMax).toWellFormed() || 'Question';
      const row = {
        id,
        connection_id: connectionId,
        user_id: actor.userId,
        title,
        snapshot: null,
        created_at: now,
        updated_at: now,
      };
      await tx.insertInto('ask_sessions').values(row).execute();
    }
    await tx
      .insertInto('ask_answers')
      .values({
        id: answer.id,
        session_id: id,
        question: answer.question,
        answer: JSON.stringify(shorten(answer)),
        context: plan ? JSON.stringify(plan) : null,
        created_at: now,
      })
      .execute();
    if (execution && answer.sql_query !== null) {
      await tx
        .insertInto('sql_history')
        .values({
          id: newId(),
          connection_id: connectionId,
          user_id: actor.userId,
          question: answer.question,
          sql_query: answer.sql_query,
          status: execution.status,
          error: execution.failure?.detail ?? null,
          row_count: execution.failure ? null : answer.row_count,
          execution_time_ms: execution.milliseconds,
          created_at: now,
        })
        .execute();
    }
    return id;
  });
}

async function lockSession(tx: Tx, actor: Who, connectionId: string, id: string): Promise<string> {
  await tx.selectFrom('ask_sessions').select('id').where('id', '=', id).forUpdate().execute();
  const session = await accessSession(tx, actor, connectionId, id);
  const { asked } = await tx
    .selectFrom('ask_answers')
    .select((eb) => eb.fn.countAll<number>().as('asked'))
    .where('session_id', '=', session.id)
    .executeTakeFirstOrThrow();
  if (asked >= questionsPerSession) throw new AppError('conflict', 'This session is full: start a new one.');
  return session.id;
}

/** The answer with as many of its rows as the history keeps. */
function shorten(answer: AskResult): AskResult {
  let length = 0;
  const data: unknown[][] = [];
  for (const row of answer.data.slice(0, keptRows)) {
    length += JSON.stringify(row).length;
    if (length > keptLength) break;
    data.push(row);
  }
  return data.length === answer.data.length ? answer : { ...answer, data, truncated: true };
}
