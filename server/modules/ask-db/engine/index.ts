export type { Query } from './plan.ts';
export { readQuestion } from './read-question.ts';
export type { Candidate, Reading } from './reading.ts';
