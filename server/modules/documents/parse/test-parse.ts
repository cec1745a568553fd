import assert from 'node:assert/strict';
import { type ParsedDocument, ParseError, type ParseErrorCode, type ParseLimits, parseDocument } from './index.ts';

export const roomy: ParseLimits = {
  maxBytes: 50_000_000,
  maxPages: 2_000,
  maxTextUnits: 20_000_000,
  timeoutMs: 60_000,
};

const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** Parses, and checks what holds for every document. */
export async function parse(content: Uint8Array | string, filename: string, limits = roomy): Promise<ParsedDocument> {
  const doc = await parseDocument({ bytes: bytesOf(content), filename }, limits);
  assert.ok(doc.text.isWellFormed());
  assert.doesNotMatch(doc.text, /[\p{Cc}--[\t\n]]/v);
  for (const { start, end, heading } of doc.sections) {
    assert.ok(start < end && end <= doc.text.length);
    const line = doc.text.slice(start).split('\n', 1)[0] ?? '';
    assert.equal(line.replace(/\s+/g, ' ').slice(0, 150), heading.slice(0, 150));
  }
  for (const [index, { start, end }] of doc.pages.entries()) {
    assert.equal(end, doc.pages[index + 1]?.start ?? doc.text.length);
    assert.ok(start <= end);
  }
  return doc;
}

/** Fails unless the file is refused with this code; returns the sentence that says why. */
export async function refused(
  code: ParseErrorCode,
  content: Uint8Array | string,
  filename: string,
  limits = roomy,
): Promise<string> {
  const error = await parseDocument({ bytes: bytesOf(content), filename }, limits).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ParseError, `${filename} was not refused: ${error}`);
  assert.equal(error.code, code, error.detail);
  return error.detail;
}
