import type { AskAlternative } from '@parlance/contracts';
import type { DatabaseModel } from '../connections/index.ts';
import { type AccessibleConnection, createFindValues, foldValue, loadModel } from '../connections/index.ts';
import type { AskContext } from './context.ts';
import { type Candidate, type Query, type Reading, readQuestion } from './engine/index.ts';

/** What a question means for a database, before anything is run. */
export type Interpretation =
  | {
      kind: 'query';
      sql: string;
      words: string;
      confidence: number;
      plan: Query | null;
      alternatives: AskAlternative[];
      engine: string;
      model: DatabaseModel;
    }
  | { kind: 'answer'; response: string; error: 'cannot_answer' | 'not_ready' | null; alternatives: AskAlternative[] };

interface Asked {
  question: string;
  /** The plan of the question before in the same session. */
  previous: Query | null;
}

/** Reads a question: by what people have verified, then by the built-in engine, which would rather not answer than guess. */
export async function interpret(
  ctx: AskContext,
  connection: AccessibleConnection,
  { question, previous }: Asked,
): Promise<Interpretation> {
  const model = await loadModel(ctx, connection);
  if (model.tables.length === 0) return notReady(connection);
  const verified = await findVerified(ctx, connection.id, question);
  if (verified) {
    const words = `As verified: ${verified.question}`;
    return {
      kind: 'query',
      sql: verified.sql_query,
      words,
      confidence: 1,
      plan: null,
      alternatives: [],
      engine: 'verified',
      model,
    };
  }
  const reading = await readQuestion(model, question, {
    findValues: createFindValues(ctx, connection.id),
    today: ctx.now().toISOString().slice(0, 10),
    ...(previous ? { previous } : {}),
  });
  return fromReading(reading, model);
}

function findVerified({ db }: AskContext, connectionId: string, question: string) {
  return db
    .selectFrom('verified_pairs')
    .select(['question', 'sql_query'])
    .where('connection_id', '=', connectionId)
    .where('folded', '=', foldValue(question))
    .executeTakeFirst();
}

function fromReading(reading: Reading, model: DatabaseModel): Interpretation {
  switch (reading.kind) {
    case 'greeting':
      return {
        kind: 'answer',
        response: 'Hello! Ask me something about this database, in your own words.',
        error: null,
        alternatives: [],
      };
    case 'off_topic':
      return { kind: 'answer', response: reading.reason, error: 'cannot_answer', alternatives: [] };
    case 'cannot_answer':
      return {
        kind: 'answer',
        response: reading.reason,
        error: 'cannot_answer',
        alternatives: reading.alternatives.map(toAlternative),
      };
    case 'query': {
      const { sql, words, confidence, plan } = reading;
      const alternatives = reading.alternatives.map(toAlternative);
      return { kind: 'query', sql, words, confidence, plan, alternatives, engine: 'builtin', model };
    }
  }
}

const toAlternative = ({ words, sql, confidence }: Candidate): AskAlternative => ({
  words,
  sql_query: sql,
  confidence,
});

function notReady({ status, status_message: message }: AccessibleConnection): Interpretation {
  const response =
    status === 'error'
      ? `This database could not be analysed yet${message ? `: ${message}` : '.'}`
      : status === 'ready'
        ? 'There is no table in this database that I may read.'
        : 'This database is still being analysed; ask again in a moment.';
  return { kind: 'answer', response, error: 'not_ready', alternatives: [] };
}
