import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Grades } from './measures.ts';

const Entry = Type.Object({ id: Type.String(), title: Type.Optional(Type.String()), text: Type.String() });

export interface Collection {
  documents: { id: string; title: string; text: string }[];
  /** Those that have any relevant document. */
  questions: { text: string; grades: Grades }[];
}

/** Reads `corpus.jsonl {id, title, text}`, `queries.jsonl {id, text}` and `qrels.tsv` (question, document, grade). */
export async function readCollection(folder: string): Promise<Collection> {
  const [documents, questions] = [
    await readEntries(folder, 'corpus.jsonl'),
    await readEntries(folder, 'queries.jsonl'),
  ];
  const known = new Set(documents.map(({ id }) => id));
  const judged = new Map<string, Grades>();
  for (const line of (await readFile(join(folder, 'qrels.tsv'), 'utf8')).split('\n')) {
    const [question = '', document = '', grade] = line.split('\t');
    if (!(Number(grade) > 0) || !known.has(document)) continue;
    judged.set(question, (judged.get(question) ?? new Map()).set(document, Number(grade)));
  }
  return {
    documents: documents.map(({ id, title = '', text }) => ({ id, title, text })),
    questions: questions.flatMap(({ id, text }) => {
      const grades = judged.get(id);
      return grades ? [{ text, grades }] : [];
    }),
  };
}

async function readEntries(folder: string, name: string) {
  const lines = (await readFile(join(folder, name), 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => Value.Parse(Entry, JSON.parse(line)));
}
