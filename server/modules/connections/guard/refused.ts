import { DatabaseFault } from '../database/database-fault.ts';

/** The statement will not run; the sentence says what about it. */
export const refused = (why: string): DatabaseFault =>
  new DatabaseFault('refused', `This statement is not one that may run here: ${why}.`);

const maxLength = 20_000;
const maxNesting = 60;

/**
 * What holds before any parser sees the text: it fits, it is text that every layer reads the same (a zero byte ends it for some and
 * not for others), and no nesting exhausts a stack.
 */
export function assertReadable(text: string): void {
  if (text.length > maxLength) throw refused(`it is longer than ${maxLength} characters`);
  if (text.includes('\u0000') || !text.isWellFormed()) throw refused('it holds characters that are no text');
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '[') depth += 1;
    if (character === ')' || character === ']') depth -= 1;
    if (depth > maxNesting) throw refused('it is nested too deeply');
  }
}
