import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AskAnswer } from '@parlance/contracts';
import { startProduct } from '../../../bench/product.ts';
import { GoldDatabase } from './gold.ts';
import { ProductAsker } from './product-asker.ts';
import { type Question, readQuestions } from './questions.ts';
import { type Outcome, renderReport, renderWrong } from './report.ts';

const usage =
  'usage: npm run eval:ask-db -- <folder with dumps and questions.jsonl> --database-url <PostgreSQL> [--verbose]';

/** Asks a running product every question of a folder, each about a database loaded from its dump, and says how often it is right. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'database-url': { type: 'string' }, verbose: { type: 'boolean' } },
  });
  const [folder] = positionals;
  const server = values['database-url'] ?? process.env.TEST_DATABASE_URL;
  if (!folder || !server) throw new Error(usage);
  const questions = await readQuestions(folder);
  const dataDir = mkdtempSync(join(tmpdir(), 'parlance-eval-'));
  process.env.CONNECTIONS_ALLOW = new URL(server).hostname;
  const product = await startProduct(dataDir);
  try {
    const asker = new ProductAsker(product);
    await asker.signUp();
    const outcomes: Outcome[] = [];
    for (const [db, asked] of Map.groupBy(questions, (question) => question.db)) {
      const gold = await GoldDatabase.load(server, db, join(folder, `${db}.sql`));
      try {
        const connection = await asker.connect(gold.url, db);
        for (const question of asked)
          outcomes.push(await judge(question, gold, () => asker.ask(connection, worded(question))));
      } finally {
        await gold.drop();
      }
    }
    if (values.verbose) console.log(renderWrong(outcomes));
    for (const [engine, some] of Map.groupBy(outcomes, (outcome) => outcome.engine))
      console.log(`${renderReport(engine, some)}\n`);
  } finally {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Definitions come with the question, as a person would give them. */
const worded = ({ question, instructions }: Question): string =>
  [question, ...(instructions ? [instructions] : [])].join('\n').slice(0, 2_000);

async function judge(question: Question, gold: GoldDatabase, ask: () => Promise<AskAnswer>): Promise<Outcome> {
  const start = performance.now();
  const answer = await ask();
  const milliseconds = performance.now() - start;
  const common = {
    id: question.id,
    db: question.db,
    question: question.question,
    answerable: question.answerable,
    gold: question.sql,
    engine: answer.engine,
    milliseconds,
  };
  if (answer.sql_query === null) return { ...common, verdict: 'refused', detail: answer.response, confidence: 0 };
  const right = question.answerable && answer.error === null && (await gold.agrees(question, answer.data));
  const detail = `${answer.sql_query}\n-- ${answer.error ?? answer.explanation}`;
  return { ...common, verdict: right ? 'right' : 'wrong', detail, confidence: answer.confidence ?? 0 };
}

await main();
