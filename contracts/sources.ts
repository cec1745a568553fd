import { type Static, Type } from 'typebox';
import { Uuid } from './primitives.ts';

/** A place in a document that an answer rests on: `text` stands in the document's text from `start` to `end`, in UTF-16 units. */
export const Source = Type.Object({
  document_id: Uuid,
  filename: Type.String(),
  text: Type.String({ maxLength: 600 }),
  score: Type.Number(),
  page: Type.Optional(Type.Integer({ minimum: 1 })),
  start: Type.Integer({ minimum: 0 }),
  end: Type.Integer({ minimum: 0 }),
});
export type Source = Static<typeof Source>;
