import type { DocumentText } from '../document-text.ts';
import type { TextFormat } from '../format.ts';
import { ParseError } from '../parse-error.ts';

/** How deep values are unfolded; what is below stays JSON. */
const maxDepth = 12;

/** JSON, or one JSON value a line: one line of text a value, "path: value"; lists of flat records one line a record. */
export const json: TextFormat = {
  kind: 'text',
  label: 'a JSON text',
  extensions: ['json', 'jsonl', 'ndjson'],
  matches: (text) => /^\s*[{[]/.test(text) && isJson(text),
  read(text, out) {
    const value = parseJson(text);
    if (isRecord(value) && typeof value.title === 'string') out.title = value.title;
    writeValue(out, value, [], 0);
  },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length > 1 && lines.every(isJson)) return lines.map((line): unknown => JSON.parse(line));
    const reason = error instanceof Error ? error.message : '';
    throw new ParseError('broken', `The file is named JSON, but it is not: ${reason.slice(0, 200)}.`, { cause: error });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFlat = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every((field) => typeof field !== 'object' || field === null);

function writeValue(out: DocumentText, value: unknown, path: string[], depth: number): void {
  const name = path.join('.');
  if (typeof value !== 'object' || value === null || depth >= maxDepth) {
    if (value !== null && value !== '') out.line(name === '' ? toText(value) : `${name}: ${toText(value)}`);
  } else if (isFlat(value) && depth > 0) {
    const fields = Object.entries(value).filter(([, field]) => field !== null && field !== '');
    const record = fields.map(([key, field]) => `${key}: ${toText(field)}`).join('; ');
    if (record !== '') out.line(name === '' ? record : `${name}: ${record}`);
  } else {
    for (const [key, field] of Object.entries(value)) {
      if (depth === 0 && isRecord(value) && typeof field === 'object' && field !== null) out.heading(1, key);
      const own = Array.isArray(value) ? (isFlat(field) ? [] : path) : [...path, key];
      writeValue(out, field, own, depth + 1);
      if (depth === 0 && isRecord(value) && typeof field === 'object') out.endLines();
    }
  }
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
