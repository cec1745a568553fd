/** The measures of the SQuAD 2.0 evaluation script (Rajpurkar, Jia and Liang 2018), and what abstaining is worth. */
export interface Outcome {
  golds: string[];
  /** Empty where it was held back. */
  answer: string;
  citations: number;
  validCitations: number;
  ms: number;
}

export interface Estimate {
  value: number;
  /** Half the width of the 95 % interval, by bootstrap. */
  spread: number;
}

const normalize = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, '')
    .replace(/\b(?:a|an|the)\b/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');

function overlap(answer: string, gold: string): number {
  const [given, wanted] = [normalize(answer), normalize(gold)];
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of given) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared += 1;
    left.set(word, count - 1);
  }
  return (2 * shared) / (given.length + wanted.length);
}

/** An unanswerable question is right when nothing is answered. */
const f1 = ({ golds, answer }: Outcome): number =>
  golds.length === 0 ? Number(answer === '') : Math.max(...golds.map((gold) => overlap(answer, gold)));

const exact = ({ golds, answer }: Outcome): number =>
  golds.length === 0
    ? Number(answer === '')
    : Number(golds.some((gold) => normalize(gold).join(' ') === normalize(answer).join(' ')));

export interface Report {
  questions: number;
  exact: Estimate;
  f1: Estimate;
  answerableExact: Estimate;
  answerableF1: Estimate;
  /** Of those that were given an answer: how good it was. */
  givenF1: Estimate;
  abstentionPrecision: Estimate;
  abstentionRecall: Estimate;
  citationValidity: number;
  citations: number;
  msMedian: number;
  msP95: number;
}

export function report(outcomes: Outcome[]): Report {
  const answerable = outcomes.filter(({ golds }) => golds.length > 0);
  const given = answerable.filter(({ answer }) => answer !== '');
  const held = outcomes.filter(({ answer }) => answer === '');
  const unanswerable = outcomes.filter(({ golds }) => golds.length === 0);
  const citations = outcomes.reduce((sum, outcome) => sum + outcome.citations, 0);
  const valid = outcomes.reduce((sum, outcome) => sum + outcome.validCitations, 0);
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    questions: outcomes.length,
    exact: estimate(outcomes.map(exact)),
    f1: estimate(outcomes.map(f1)),
    answerableExact: estimate(answerable.map(exact)),
    answerableF1: estimate(answerable.map(f1)),
    givenF1: estimate(given.map(f1)),
    abstentionPrecision: estimate(held.map(({ golds }) => Number(golds.length === 0))),
    abstentionRecall: estimate(unanswerable.map(({ answer }) => Number(answer === ''))),
    citationValidity: citations === 0 ? 1 : valid / citations,
    citations,
    msMedian: times[Math.floor(times.length / 2)] ?? 0,
    msP95: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

const resamples = 1_000;

/** The mean with its interval; the same numbers give the same interval. */
function estimate(values: number[]): Estimate {
  if (values.length === 0) return { value: Number.NaN, spread: Number.NaN };
  let state = 42;
  // Numerical Recipes' linear congruential generator: chance is not needed, only spread.
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let index = 0; index < values.length; index += 1) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  const value = values.reduce((sum, each) => sum + each, 0) / values.length;
  const [low = value, high = value] = [means[Math.floor(resamples * 0.025)], means[Math.floor(resamples * 0.975)]];
  return { value, spread: (high - low) / 2 };
}
