import { createThread } from '../threads/index.ts';
import type { Sentiment } from './score-sentiment.ts';

export interface TextAnalysis {
  sentiment: Sentiment;
  /** Single words, the most present first; five at most. */
  topics: string[];
  /** Phrases as they stand in the text, the most telling first; ten at most. */
  key_phrases: string[];
  /** ISO 639-1, or `und` where it can't be told. */
  language: string;
}

/** The analyser takes a second to load and holds up the event loop for long texts: it has a thread. */
const thread = createThread<string, TextAnalysis>({
  file: new URL('./analyze.worker.ts', import.meta.url),
  timeoutMs: 10_000,
  maxQueue: 100,
});

/**
 * Opinion, topics, key phrases and language of a text; the same text gives the same answer. Opinions are found in English alone: in other
 * languages the label is `neutral` and the score 0. Rejects with a `ThreadError` when too many texts wait, or when `signal` aborts.
 */
export const analyzeText = (text: string, signal?: AbortSignal): Promise<TextAnalysis> => thread.run(text, signal);

/** The opinion alone; see `analyzeText`. */
export const analyzeSentiment = async (text: string, signal?: AbortSignal): Promise<Sentiment> =>
  (await analyzeText(text, signal)).sentiment;
