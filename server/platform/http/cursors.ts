import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AppError, invalidField } from '../errors.ts';
import { assertStorable } from './storable.ts';

/** Makes the opaque `next_cursor` of a list from the sort values of a page's last row. */
export function encodeCursor(values: (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Reads a cursor back and checks it against the schema of its values: clients can send anything. Throws `validation_failed`. */
export function decodeCursor<S extends TSchema>(cursor: string, schema: S): Static<S> {
  const values = parse(cursor);
  if (!Value.Check(schema, values)) throw invalidField('cursor', 'is not a next_cursor of this list');
  try {
    assertStorable(values);
  } catch (error) {
    if (error instanceof AppError) throw invalidField('cursor', 'is not a next_cursor of this list');
    throw error;
  }
  return values as Static<S>;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
