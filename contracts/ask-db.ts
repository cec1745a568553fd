import { type Static, Type } from 'typebox';
import { Nullable, Page, Timestamp, Uuid } from './primitives.ts';

const question = Type.String({ minLength: 1, maxLength: 2_000 });
const sqlQuery = Type.String({ minLength: 1, maxLength: 20_000 });

export const AskQuestion = Type.Object({
  question,
  session_id: Type.Optional(Nullable(Uuid)),
  explain_mode: Type.Optional(Type.Boolean({ description: 'Say at more length how the question was read.' })),
});
export type AskQuestion = Static<typeof AskQuestion>;

/** Another way to understand a question. */
export const AskAlternative = Type.Object({
  words: Type.String(),
  sql_query: Type.String(),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
});
export type AskAlternative = Static<typeof AskAlternative>;

/**
 * What came of a question. `error` is null or a stable code: `cannot_answer` (the data cannot, or it is not clear enough; `sql_query`
 * is null then), `not_ready`, `refused`, `timeout`, `too_expensive`, `too_large`, `query_failed`, `database_unavailable`.
 */
export const AskResult = Type.Object({
  id: Uuid,
  question: Type.String(),
  response: Type.String({ description: 'The answer in words.' }),
  sql_query: Nullable(Type.String()),
  explanation: Nullable(Type.String({ description: 'How the question was read.' })),
  columns: Type.Array(Type.String()),
  data: Type.Array(Type.Array(Type.Unknown()), { description: 'Rows, in the order of `columns`.' }),
  row_count: Type.Integer({ minimum: 0 }),
  truncated: Type.Boolean({ description: 'There are more rows than these.' }),
  execution_time_ms: Type.Integer({ minimum: 0 }),
  chart: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'A Vega-Lite specification.' })),
  confidence: Nullable(Type.Number({ minimum: 0, maximum: 1 })),
  alternatives: Type.Array(AskAlternative),
  error: Nullable(Type.String()),
  engine: Type.String({
    description: '`builtin`, `verified` (somebody said that this SQL is right) or the vendor of a model.',
  }),
  created_at: Timestamp,
});
export type AskResult = Static<typeof AskResult>;

export const AskAnswer = Type.Object({ session_id: Uuid, ...AskResult.properties });
export type AskAnswer = Static<typeof AskAnswer>;

export const AskSession = Type.Object({
  id: Uuid,
  connection_id: Uuid,
  title: Type.String(),
  is_public: Type.Boolean(),
  share_token: Nullable(Type.String({ description: 'Opens `/v1/chat/public/{share_token}` without a login.' })),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type AskSession = Static<typeof AskSession>;

export const AskSessionPage = Page(AskSession);

/** Two messages for each question: what was asked, and what came of it. */
export const AskMessage = Type.Union([
  Type.Object({ role: Type.Literal('user'), id: Uuid, content: Type.String(), created_at: Timestamp }),
  Type.Object({ role: Type.Literal('assistant'), content: Type.String(), ...AskResult.properties }),
]);
export type AskMessage = Static<typeof AskMessage>;

/** The newest questions of a session, the oldest of them first; `next_cursor` leads to older ones. */
export const AskHistory = Type.Object({
  ...AskSession.properties,
  messages: Type.Array(AskMessage),
  next_cursor: Nullable(Type.String()),
});
export type AskHistory = Static<typeof AskHistory>;

/** A session as it was when it was shared. */
export const PublicSession = Type.Object({
  title: Type.String(),
  shared_at: Timestamp,
  messages: Type.Array(AskMessage),
});
export type PublicSession = Static<typeof PublicSession>;

export const VerifiedPair = Type.Object({
  id: Uuid,
  connection_id: Uuid,
  question: Type.String(),
  sql_query: Type.String(),
  created_by: Nullable(Uuid),
  created_at: Timestamp,
});
export type VerifiedPair = Static<typeof VerifiedPair>;

export const VerifiedPairPage = Page(VerifiedPair);

export const CreateVerifiedPair = Type.Object({ question, sql_query: sqlQuery });
export type CreateVerifiedPair = Static<typeof CreateVerifiedPair>;

/** One statement that was run, or refused, for somebody. The question is shown to who asked it alone. */
export const SqlHistoryEntry = Type.Object({
  id: Uuid,
  connection_id: Uuid,
  user_id: Nullable(Uuid),
  username: Nullable(Type.String()),
  question: Nullable(Type.String()),
  sql_query: Type.String(),
  status: Type.Union([
    Type.Literal('succeeded'),
    Type.Literal('refused'),
    Type.Literal('failed'),
    Type.Literal('timeout'),
  ]),
  error: Nullable(Type.String()),
  row_count: Nullable(Type.Integer()),
  execution_time_ms: Type.Integer(),
  created_at: Timestamp,
});
export type SqlHistoryEntry = Static<typeof SqlHistoryEntry>;

export const SqlHistoryPage = Page(SqlHistoryEntry);
