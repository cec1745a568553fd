import type { FindValues } from '../../connections/index.ts';
import type { Query } from './plan.ts';

/** One way to understand a question: what will be asked of the database, in SQL and in words. */
export interface Candidate {
  plan: Query;
  sql: string;
  words: string;
  /** How likely the question means this, 0 to 1. */
  confidence: number;
  columns: string[];
}

/** What the engine made of a question. It would rather not answer than guess. */
export type Reading =
  | (Candidate & { kind: 'query'; alternatives: Candidate[] })
  /** `reason` is a sentence for the person who asked. */
  | { kind: 'cannot_answer'; reason: string; unexplained: string[]; alternatives: Candidate[] }
  | { kind: 'greeting' }
  | { kind: 'off_topic'; reason: string };

export interface ReadingOptions {
  findValues: FindValues;
  /** YYYY-MM-DD in the time zone of the person who asks; "last month" is relative to it. */
  today: string;
  /** The plan of the question before, for "and by month?" and "only 2023". */
  previous?: Query;
  /** Definitions that came with the question, such as "ASP = average sale price". */
  instructions?: string;
}
