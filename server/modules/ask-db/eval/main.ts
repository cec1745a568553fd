import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { readQuestion } from '../engine/index.ts';
import { type Rows, sameResult } from './compare.ts';
import { introspect, valueFinder } from './introspect.ts';
import { asksForOrder, type Question, readQuestions } from './questions.ts';
import { type Outcome, renderReport, renderWrong } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'database-url': { type: 'string' }, verbose: { type: 'boolean' } },
});
const [folder] = positionals;
const url = values['database-url'] ?? process.env.TEST_DATABASE_URL;
if (!folder || !url) {
  console.error(
    'Usage: npm run eval:ask-db -- <folder with dumps and questions.jsonl> --database-url <PostgreSQL> [--verbose]',
  );
  process.exit(2);
}

const questions = await readQuestions(folder);
const outcomes: Outcome[] = [];
for (const db of new Set(questions.map((question) => question.db)))
  outcomes.push(
    ...(await evaluate(
      folder,
      url,
      db,
      questions.filter((question) => question.db === db),
    )),
  );
if (values.verbose) console.log(renderWrong(outcomes));
console.log(renderReport('builtin', outcomes));

/** Loads a dump into a database of its own, asks its questions and drops it again. */
async function evaluate(dumps: string, server: string, db: string, asked: Question[]): Promise<Outcome[]> {
  const name = `eval_${db}_${process.pid}`;
  const admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`CREATE DATABASE "${name}"`);
  const target = new URL(server);
  target.pathname = `/${name}`;
  const client = new Client({ connectionString: target.href });
  try {
    await client.connect();
    await client.query(await readFile(join(dumps, `${db}.sql`), 'utf8'));
    await client.query('SET search_path TO public');
    return await askAll(client, asked);
  } finally {
    await client.end();
    await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    await admin.end();
  }
}

async function askAll(client: Client, asked: Question[]): Promise<Outcome[]> {
  const model = await introspect(client);
  const findValues = valueFinder(client, model);
  const today = new Date().toISOString().slice(0, 10);
  const found: Outcome[] = [];
  for (const question of asked) {
    const start = performance.now();
    const reading = await readQuestion(model, question.question, {
      findValues,
      today,
      instructions: question.instructions,
    });
    const milliseconds = performance.now() - start;
    const common = {
      id: question.id,
      db: question.db,
      question: question.question,
      answerable: question.answerable,
      milliseconds,
      gold: question.sql,
    };
    if (reading.kind !== 'query') {
      const detail = reading.kind === 'greeting' ? 'greeting' : reading.reason;
      found.push({ ...common, verdict: 'refused', detail, confidence: 0 });
      continue;
    }
    const right = question.answerable && (await isRight(client, question, reading.sql));
    found.push({
      ...common,
      verdict: right ? 'right' : 'wrong',
      detail: `${reading.sql}\n-- ${reading.words}`,
      confidence: reading.confidence,
    });
  }
  return found;
}

async function isRight(client: Client, question: Question, sql: string): Promise<boolean> {
  const ours = await rowsOf(client, sql);
  if (!ours) return false;
  for (const gold of question.gold_variants) {
    const rows = await rowsOf(client, gold);
    if (rows && sameResult(rows, ours, asksForOrder(question.question))) return true;
  }
  return false;
}

async function rowsOf(client: Client, sql: string): Promise<Rows | null> {
  try {
    const result = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return result.rows;
  } catch (error) {
    console.error(`${(error as Error).message}: ${sql}`);
    return null;
  }
}
