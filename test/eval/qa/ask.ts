import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthTokens, QuestionAnswer } from '@parlance/contracts';
import { type App, createApp } from '../../../server/app.ts';
import { readConfig } from '../../../server/config.ts';
import type { Estimate, Outcome } from './measures.ts';
import type { Case } from './squad.ts';

/** The whole product on an empty folder, asked as its clients ask it. */
export interface Subject {
  call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: T }>;
  close(): Promise<void>;
}

const relaxed = { LOG_LEVEL: 'error', RATE_LIMIT_PER_MINUTE: '1000000', RATE_LIMIT_PER_HOUR: '10000000' };

/** Settings of the environment hold, so that LLM names the model to be measured. */
export async function startSubject(folder: string): Promise<Subject> {
  const app: App = await createApp(readConfig({ ...process.env, ...relaxed, DATA_DIR: folder }));
  await app.http.ready();
  let token = '';
  const call: Subject['call'] = async (method, path, body) => {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const answer = await app.http.inject({ method, url: path, headers, ...(body ? { payload: body } : {}) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const account = { username: 'evaluation', password: 'correct horse battery staple' };
  token = (await call<AuthTokens>('POST', '/v1/auth/signup', account)).body.access_token;
  return { call, close: () => app.close() };
}

/** Asks each question with its paragraph. */
export async function askInContext(subject: Subject, cases: Case[], model: string | undefined): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { question, context, golds } of cases) {
    const { found, ms } = await ask(subject, { question, context, use_rag: false, model });
    const valid = found.citations.filter(({ text, start, end }) => context.slice(start, end) === text);
    outcomes.push({
      golds,
      answer: found.answerable ? found.answer : '',
      citations: found.citations.length,
      validCitations: valid.length,
      ms,
    });
  }
  return outcomes;
}

async function ask(subject: Subject, body: object): Promise<{ found: QuestionAnswer; ms: number }> {
  const started = performance.now();
  const { status, body: found } = await subject.call<QuestionAnswer>('POST', '/v1/ai/qa', body);
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(found)}`);
  return { found, ms: performance.now() - started };
}

/** Loads the paragraphs of all cases as documents, then asks without saying where the answer stands. */
export async function askInDocuments(
  subject: Subject,
  { cases, asked, model }: { cases: Case[]; asked: Case[]; model: string | undefined },
): Promise<{ outcomes: Outcome[]; found: Estimate }> {
  await load(subject, cases);
  const texts = new Map<string, string>();
  const outcomes: Outcome[] = [];
  let answerable = 0;
  let hits = 0;
  for (const { question, golds } of asked) {
    const { found, ms } = await ask(subject, { question, use_rag: true, top_k: 5, model });
    let valid = 0;
    for (const { source, text, start, end } of found.citations) {
      const id = found.sources[(source ?? 0) - 1]?.document_id;
      if (id && !texts.has(id)) texts.set(id, await textOf(subject, id));
      if (id && texts.get(id)?.slice(start, end) === text) valid += 1;
    }
    if (golds.length > 0) answerable += 1;
    if (golds.some((gold) => found.sources.some((source) => source.text.includes(gold)))) hits += 1;
    const answer = found.answerable ? found.answer : '';
    outcomes.push({ golds, answer, citations: found.citations.length, validCitations: valid, ms });
  }
  const share = answerable === 0 ? 0 : hits / answerable;
  // Normal approximation of the binomial interval.
  return {
    outcomes,
    found: { value: share, spread: 1.96 * Math.sqrt((share * (1 - share)) / Math.max(answerable, 1)) },
  };
}

const textOf = async (subject: Subject, id: string): Promise<string> =>
  (await subject.call<{ text: string }>('GET', `/v1/documents/${id}`)).body.text;

async function load(subject: Subject, cases: Case[]): Promise<void> {
  const contexts = [...new Map(cases.map(({ context, title }) => [context, title]))];
  const started = performance.now();
  const tasks: string[] = [];
  for (const [index, [content, title]] of contexts.entries()) {
    const body = { content, filename: `${title}-${index}.txt`, metadata: {} };
    const { status, body: task } = await subject.call<{ task_id: string }>('POST', '/v1/ai/upload', body);
    if (status !== 202) throw new Error(`${status}: ${JSON.stringify(task)}`);
    tasks.push(task.task_id);
  }
  for (const id of tasks) await finished(subject, id);
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(`${contexts.length} paragraphs were loaded as documents in ${seconds} s.`);
}

async function finished(subject: Subject, taskId: string): Promise<void> {
  while (true) {
    const { body } = await subject.call<{ status: string }>('GET', `/v1/ai/upload/status/${taskId}`);
    if (body.status === 'completed') return;
    if (body.status === 'failed') throw new Error(JSON.stringify(body));
    await sleep(250);
  }
}
