import { invalidField } from '../errors.ts';

/**
 * Refuses text that PostgreSQL cannot keep: U+0000 and halves of surrogate pairs. Walks a parsed body iteratively, so
 * depth costs no stack; throws 422 with the path of the offender.
 */
export function assertStorable(value: unknown): void {
  const open: [path: string, value: unknown][] = [['', value]];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const [path, current] = entry;
    if (typeof current === 'string') assertText(path, current);
    else if (current !== null && typeof current === 'object') {
      for (const [key, child] of Object.entries(current)) {
        assertText(path, key);
        open.push([path ? `${path}.${key}` : key, child]);
      }
    }
  }
}

function assertText(path: string, text: string): void {
  if (text.includes('\u0000')) throw invalidField(path, 'must not contain the character U+0000');
  if (!text.isWellFormed()) throw invalidField(path, 'must be valid Unicode (it holds half of a surrogate pair)');
}
