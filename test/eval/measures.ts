/** What a question's judges said: the grade of each relevant document. */
export type Grades = Map<string, number>;

/** Normalised discounted cumulative gain with the grades as gains, as trec_eval computes it. */
export function ndcg(ranking: string[], grades: Grades, depth: number): number {
  const gain = (grade: number, rank: number) => grade / Math.log2(rank + 2);
  const found = ranking.slice(0, depth).reduce((sum, id, rank) => sum + gain(grades.get(id) ?? 0, rank), 0);
  const ideal = [...grades.values()].sort((a, b) => b - a).slice(0, depth);
  return found / ideal.reduce((sum, grade, rank) => sum + gain(grade, rank), 0);
}

/** The share of relevant documents among the first. */
export function recall(ranking: string[], grades: Grades, depth: number): number {
  return ranking.slice(0, depth).filter((id) => grades.has(id)).length / grades.size;
}

/** One over the rank of the first relevant document; 0 where there is none among the first. */
export function reciprocalRank(ranking: string[], grades: Grades, depth: number): number {
  const rank = ranking.slice(0, depth).findIndex((id) => grades.has(id));
  return rank < 0 ? 0 : 1 / (rank + 1);
}

/** The mean with its 95 % interval by bootstrap over questions; the same numbers for the same values. */
export function interval(values: number[], samples = 2_000): string {
  let seed = 42;
  // A linear congruential generator (Numerical Recipes) is random enough to draw questions.
  const draw = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return values[Math.floor((seed / 2 ** 32) * values.length)] ?? 0;
  };
  const means = Array.from({ length: samples }, () => values.reduce((sum) => sum + draw(), 0) / values.length);
  const [low, high] = [percentile(means, 2.5), percentile(means, 97.5)];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

/** The value that `percent` of the values do not exceed. */
export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
