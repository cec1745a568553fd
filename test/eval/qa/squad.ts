import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const File = Type.Object({
  data: Type.Array(
    Type.Object({
      title: Type.String(),
      paragraphs: Type.Array(
        Type.Object({
          context: Type.String(),
          qas: Type.Array(
            Type.Object({
              id: Type.String(),
              question: Type.String(),
              answers: Type.Array(Type.Object({ text: Type.String() })),
              is_impossible: Type.Optional(Type.Boolean()),
            }),
          ),
        }),
      ),
    }),
  ),
});

export interface Case {
  question: string;
  context: string;
  title: string;
  /** Empty where the context does not say. */
  golds: string[];
}

/** Reads a file in the format of SQuAD 2.0; `articles` takes every second one, so that choices and results can stay apart. */
export function readCases(path: string, articles: 'all' | 'even' | 'odd'): Case[] {
  const file: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Value.Check(File, file)) throw new Error(`${path} is not in the format of SQuAD 2.0.`);
  return file.data
    .filter((_, index) => articles === 'all' || index % 2 === (articles === 'even' ? 0 : 1))
    .flatMap(({ title, paragraphs }) =>
      paragraphs.flatMap(({ context, qas }) =>
        qas.map(({ question, answers, is_impossible: isImpossible = answers.length === 0 }) => ({
          question,
          context,
          title,
          golds: isImpossible ? [] : answers.map(({ text }) => text),
        })),
      ),
    );
}

/** So many cases, spread evenly over all. */
export const sample = (cases: Case[], size: number): Case[] =>
  size >= cases.length
    ? cases
    : Array.from({ length: size }, (_, index) => cases[Math.floor((index * cases.length) / size)]).filter(
        (item) => item !== undefined,
      );
