import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askInContext, askInDocuments, startSubject } from './ask.ts';
import { type Estimate, report } from './measures.ts';
import { readCases, sample } from './squad.ts';

const usage = `npm run eval:qa -- <file in the format of SQuAD 2.0> [options]
  --mode context|retrieval|both   answer from the paragraph given, or from all paragraphs as documents (context)
  --sample <n>                    so many questions, spread over all (all; 500 for retrieval)
  --articles all|even|odd         every second article only (all)
  --engine builtin|model|both     which engine answers; a model is set by LLM (builtin)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string', default: 'context' },
    sample: { type: 'string' },
    articles: { type: 'string', default: 'all' },
    engine: { type: 'string', default: 'builtin' },
  },
});

async function main(): Promise<void> {
  const [file] = positionals;
  const { mode, articles, engine } = values;
  if (!file || !isOneOf(articles, ['all', 'even', 'odd']) || !isOneOf(mode, ['context', 'retrieval', 'both'])) {
    console.error(usage);
    process.exitCode = 1;
    return;
  }
  const cases = readCases(file, articles);
  const folder = mkdtempSync(join(tmpdir(), 'parlance-eval-'));
  const subject = await startSubject(folder);
  try {
    for (const one of engine === 'both' ? ['builtin', 'model'] : [engine]) {
      const model = one === 'builtin' ? 'builtin' : undefined;
      if (mode !== 'retrieval') {
        const asked = sample(cases, Number(values.sample ?? cases.length));
        print(`${one}, paragraph given`, await askInContext(subject, asked, model));
      }
      if (mode !== 'context') {
        const asked = sample(cases, Number(values.sample ?? 500));
        const { outcomes, found } = await askInDocuments(subject, { cases, asked, model });
        print(`${one}, all paragraphs as documents`, outcomes);
        console.log(`  passage with the answer among the sources  ${percent(found)}`);
      }
    }
  } finally {
    await subject.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const isOneOf = <T extends string>(value: string, allowed: readonly T[]): value is T =>
  allowed.some((each) => each === value);

const percent = ({ value, spread }: Estimate): string => `${(value * 100).toFixed(1)} % ± ${(spread * 100).toFixed(1)}`;

function print(what: string, outcomes: Parameters<typeof report>[0]): void {
  const found = report(outcomes);
  const lines: [string, string][] = [
    ['exact match, all questions', percent(found.exact)],
    ['F1, all questions', percent(found.f1)],
    ['exact match, answerable questions', percent(found.answerableExact)],
    ['F1, answerable questions', percent(found.answerableF1)],
    ['F1, answerable questions that were answered', percent(found.givenF1)],
    ['abstention precision', percent(found.abstentionPrecision)],
    ['abstention recall', percent(found.abstentionRecall)],
    [`valid citations (of ${found.citations})`, `${(found.citationValidity * 100).toFixed(1)} %`],
    ['time per question, median and 95 %', `${found.msMedian.toFixed(1)} ms, ${found.msP95.toFixed(1)} ms`],
  ];
  console.log(`\n${what}: ${found.questions} questions`);
  for (const [label, value] of lines) console.log(`  ${label.padEnd(44)} ${value}`);
}

await main();
