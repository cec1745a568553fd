import type { AskMessage, AskResult, AskSession, VerifiedPair } from '@parlance/contracts';
import type { AskSessionRow, VerifiedPairRow } from './ask-db.tables.ts';

/** A session without its messages. */
export function presentSession(row: AskSessionRow): AskSession {
  return {
    id: row.id,
    connection_id: row.connection_id,
    title: row.title,
    is_public: row.share_token !== null,
    share_token: row.share_token,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** Answers, the oldest first, as what two sides said. */
export function presentMessages(answers: AskResult[]): AskMessage[] {
  return answers.flatMap((answer) => [
    { role: 'user' as const, id: answer.id, content: answer.question, created_at: answer.created_at },
    { role: 'assistant' as const, content: answer.response, ...answer },
  ]);
}

/** A question with the SQL that somebody has said is right. */
export function presentPair(row: VerifiedPairRow): VerifiedPair {
  return {
    id: row.id,
    connection_id: row.connection_id,
    question: row.question,
    sql_query: row.sql_query,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
  };
}
