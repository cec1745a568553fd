import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';

const ignoredUser = Type.Optional(
  Type.Unknown({ description: 'Accepted and ignored: the user is the one of the token.' }),
);

export const AnalyzeText = Type.Object({
  text: Type.String({ minLength: 1, maxLength: limits.messageBytes }),
  user_id: ignoredUser,
});
export type AnalyzeText = Static<typeof AnalyzeText>;

export const TextAnalysis = Type.Object({
  sentiment: Type.Object({
    label: Type.Union([Type.Literal('positive'), Type.Literal('neutral'), Type.Literal('negative')]),
    score: Type.Number({
      minimum: -1,
      maximum: 1,
      description: 'From English alone; `neutral` and 0 in other languages.',
    }),
  }),
  topics: Type.Array(Type.String()),
  key_phrases: Type.Array(Type.String()),
  language: Type.String({ description: 'ISO 639-1, or `und` where it can not be told.' }),
});
export type TextAnalysis = Static<typeof TextAnalysis>;

export const AnalyzeIntent = Type.Object({
  message: Type.String({ minLength: 1, maxLength: limits.messageBytes }),
  user_id: ignoredUser,
});
export type AnalyzeIntent = Static<typeof AnalyzeIntent>;

export const IntentGuess = Type.Object({
  intent: Type.String({ description: '`general` is what no rule knows.' }),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  entities: Type.Object({
    people: Type.Array(Type.String()),
    dates: Type.Array(Type.String()),
    numbers: Type.Array(Type.Number()),
    quotes: Type.Array(Type.String()),
    files: Type.Array(Type.String()),
  }),
});
export type IntentGuess = Static<typeof IntentGuess>;
