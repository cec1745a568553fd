import type { DatabaseModel } from '../database-model.ts';
import { CheckedStatement } from './checked-statement.ts';
import { assertReadable, refused } from './refused.ts';

/** One token that is not white space or a comment; quoted names and texts are whole. */
const token =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}_][\p{L}\p{N}_$]*|[\s\S]/gu;

/** Words that are never part of reading, whatever stands around them. */
const refusedWords =
  /^(?:attach|detach|pragma|vacuum|insert|update|delete|create|drop|alter|reindex|analyze|begin|commit|rollback|savepoint|release|explain|recursive|load_extension)$/i;

/**
 * Lets one SELECT (or WITH … SELECT, or VALUES) through. SQLite runs the first statement of a text and ignores the rest, so that
 * there is one has to be seen here; what the statement reads and calls is decided by the authorizer of the process that runs it.
 * Throws `DatabaseFault` with reason `refused`.
 */
export function checkSqlite(text: string, { tables }: Pick<DatabaseModel, 'tables'>): CheckedStatement {
  assertReadable(text);
  const words = (text.match(token) ?? []).filter((part) => !/^(?:\s|--|\/\*)/.test(part));
  while (words.at(-1) === ';') words.pop();
  if (words.includes(';')) throw refused('it has to be exactly one statement');
  if (!/^(?:select|with|values)$/i.test(words[0] ?? '')) throw refused('only SELECT is allowed');
  const word = words.find((part) => refusedWords.test(part));
  if (word) throw refused(`${word.toUpperCase()} is not allowed in it`);
  if (words.some((part) => /^['"`[]$/.test(part))) throw refused('a quotation is not closed');
  const visible = tables.filter(({ hidden }) => !hidden);
  const readable = visible.map(({ name, columns }) => [
    name.toLowerCase(),
    columns.filter(({ hidden }) => hidden).map((column) => column.name.toLowerCase()),
  ]);
  return CheckedStatement.pass('sqlite', text, Object.fromEntries(readable));
}
