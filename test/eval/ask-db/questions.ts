import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A question with every SQL that answers it; unanswerable ones have to be refused. */
export interface Question {
  id: string;
  db: string;
  question: string;
  instructions?: string;
  answerable: boolean;
  sql: string;
  gold_variants: string[];
}

/** Reads `questions.jsonl` of an evaluation folder. */
export async function readQuestions(folder: string): Promise<Question[]> {
  const text = await readFile(join(folder, 'questions.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Question);
}

/** Whether the question wants its answer in an order. */
export function asksForOrder(question: string): boolean {
  return /\b(order(ed)?|sort(ed)?|ascending|descending|alphabetical(ly)?|rank(ed)?|from (the )?(highest|lowest|best|most|longest|largest))\b/i.test(
    question,
  );
}
