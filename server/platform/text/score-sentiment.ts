import type { EnglishSentence } from './wink.ts';

export interface Sentiment {
  label: 'positive' | 'neutral' | 'negative';
  /** −1 (all bad) to 1 (all good), to three places. */
  score: number;
}

/** Nothing is said, or nothing that the lexicon knows. */
export const neutral: Sentiment = { label: 'neutral', score: 0 };

const stronger = /\b(?:very|really|so|extremely|absolutely|incredibly|totally|completely|highly|truly|super|much)\b/i;
const weaker = /\b(?:slightly|somewhat|a bit|a little|fairly|kind of|sort of|rather|quite)\b/i;
/** Below this a score is too weak to be called an opinion. */
const threshold = 0.1;

/** The opinion of a whole text: the mean of the sentences that hold one, weaker where most hold none. */
export function scoreSentiment(sentences: { text: string; read: EnglishSentence }[]): Sentiment {
  const scores = sentences
    .map(({ text, read }) => weigh(text, read.sentiment))
    .filter((score) => Math.abs(score) > 0.02);
  if (scores.length === 0) return neutral;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const score = Math.round(mean * Math.sqrt(scores.length / sentences.length) * 1_000) / 1_000;
  return {
    label: score > threshold ? 'positive' : score < -threshold ? 'negative' : 'neutral',
    score: score === 0 ? 0 : score,
  };
}

function weigh(text: string, score: number): number {
  const factor = (stronger.test(text) ? 1.3 : 1) * (weaker.test(text) ? 0.7 : 1) * (/!/.test(text) ? 1.1 : 1);
  return Math.max(-1, Math.min(1, score * factor));
}
