import type { Frame } from './grammar/frame.ts';
import type { Choice } from './planning/resolve.ts';
import type { Candidate } from './reading.ts';

/**
 * How likely a reading is right, 0 to 1: the quality of its links and joins, how far its plan had to guess, and how many words
 * of the question it took without quite using them.
 */
export function confidenceOf(frame: Frame, choice: Choice, trust: number): number {
  const doubts = 0.9 ** frame.doubts;
  return Math.min(1, choice.score ** 0.6 * trust * doubts);
}

/** Readings close to each other make the best of them less sure. */
export function spreadDoubt(candidates: Candidate[]): Candidate[] {
  const [best, next] = candidates;
  if (!best || !next) return candidates;
  const closeness = next.confidence / best.confidence;
  const factor = closeness > 0.985 ? 0.8 : closeness > 0.95 ? 0.92 : 1;
  return candidates.map((candidate) => ({ ...candidate, confidence: candidate.confidence * factor }));
}
