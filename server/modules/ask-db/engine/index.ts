export type { Query } from './plan.ts';
export { readQuestion } from './read-question.ts';
export type { Candidate, Reading, ReadingOptions } from './reading.ts';
export { writeSql } from './sql/write-sql.ts';
