/** A text to answer from: a source by its number, or part of the context. `start` is where it stands there. */
export interface Passage {
  source: number | null;
  text: string;
  start: number;
}

/** The answer where there is none. */
export const unanswered = 'The documents do not say.';
