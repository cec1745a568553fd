/** How one question went. */
export interface Outcome {
  id: string;
  db: string;
  question: string;
  answerable: boolean;
  /** What answered, such as `builtin`. */
  engine: string;
  verdict: 'right' | 'wrong' | 'refused';
  milliseconds: number;
  /** Our SQL or the reason of the refusal. */
  detail: string;
  gold: string;
  confidence: number;
}

const share = (part: number, of: number): string => (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`);

/** The outcomes as a table in Markdown: a line per database, and all of them. */
export function renderReport(engine: string, outcomes: Outcome[]): string {
  const databases = [...new Set(outcomes.map(({ db }) => db))].toSorted();
  const lines = databases.map((db) =>
    line(
      db,
      outcomes.filter((one) => one.db === db),
    ),
  );
  const head =
    '| database | questions | right | wrong | abstained | right of answered | unanswerable refused | p50 | p95 |';
  return [
    `Engine: ${engine}`,
    '',
    head,
    '|---|---|---|---|---|---|---|---|---|',
    ...lines,
    line('**all**', outcomes),
  ].join('\n');
}

function line(name: string, outcomes: Outcome[]): string {
  const answerable = outcomes.filter((one) => one.answerable);
  const count = (verdict: Outcome['verdict']): number => answerable.filter((one) => one.verdict === verdict).length;
  const others = outcomes.filter((one) => !one.answerable);
  const times = outcomes.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const at = (quantile: number): string =>
    `${(times[Math.min(times.length - 1, Math.floor(times.length * quantile))] ?? 0).toFixed(0)} ms`;
  const [right, wrong, refused] = [count('right'), count('wrong'), count('refused')];
  const total = answerable.length;
  const cells = [
    name,
    `${total}`,
    share(right, total),
    share(wrong, total),
    share(refused, total),
    share(right, right + wrong),
    share(others.filter((one) => one.verdict === 'refused').length, others.length),
    at(0.5),
    at(0.95),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Every answer that was wrong, with what was expected. */
export function renderWrong(outcomes: Outcome[]): string {
  return outcomes
    .filter((one) => one.verdict === 'wrong' || (one.answerable && one.verdict === 'refused'))
    .map(
      (one) =>
        `## ${one.verdict.toUpperCase()} ${one.id} (${one.db}, ${one.confidence.toFixed(2)})\n${one.question}\n${one.detail}\n-- expected\n${one.gold}\n`,
    )
    .join('\n');
}
