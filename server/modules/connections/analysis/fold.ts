import { createHash } from 'node:crypto';

/** A value as it is compared: without case, accents and punctuation. "São Paulo" and "sao-paulo" are one. */
export function foldValue(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The trigrams of a folded value as numbers that also stand for the connection, so that one index serves all connections. */
export function gramsOf(folded: string, connectionId: string): number[] {
  const padded = `  ${folded} `;
  const grams = new Set<number>();
  for (let at = 0; at + 3 <= padded.length; at += 1) grams.add(hash(`${connectionId}${padded.slice(at, at + 3)}`));
  return [...grams];
}

const hash = (text: string): number => createHash('sha1').update(text).digest().readInt32BE(0);
