import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdministration } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { createDocuments, retrieve, type Search } from '../../server/modules/documents/index.ts';
import { loadCollection } from './load-collection.ts';
import { interval, ndcg, percentile, recall, reciprocalRank } from './measures.ts';
import { type Collection, readCollection } from './read-collection.ts';
import { rememberVectors } from './remember-vectors.ts';

const depth = 100;
const ways: [name: string, by: Search['by']][] = [
  ['keyword', 'words'],
  ['vector', 'meaning'],
  ['hybrid', 'both'],
];

interface Outcome {
  ndcg: number[];
  recall: number[];
  mrr: number[];
  ms: number[];
}

/**
 * `npm run eval:retrieval -- <folder>`: a collection through the product's own ingest and search on a database that is removed
 * afterwards. Vectors are remembered between runs, for embedding takes minutes.
 */
async function main([folder]: string[]): Promise<void> {
  if (!folder)
    throw new Error('usage: npm run eval:retrieval -- <folder with corpus.jsonl, queries.jsonl and qrels.tsv>');
  const collection = await readCollection(folder);
  const dataDir = mkdtempSync(join(tmpdir(), 'parlance-eval-'));
  const administration = await createAdministration(
    readConfig({ ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'error' }),
  );
  try {
    const { platform } = administration;
    const embeddings = rememberVectors(platform.embeddings, join(tmpdir(), 'parlance-eval-vectors'));
    const ctx = createDocuments({ ...platform, embeddings });
    const owner = await administration.createAdministrator({ username: 'eval', password: 'a password for one run' });
    const ids = await loadCollection(ctx, owner.id, collection);
    print(
      `${collection.documents.length} documents, ${collection.questions.length} questions, ${embeddings.current.id}\n`,
    );
    for (const [name, by] of ways) report(name, await run(by, { ctx, userId: owner.id, ids, collection }));
  } finally {
    await administration.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Run {
  ctx: ReturnType<typeof createDocuments>;
  userId: string;
  /** The product's ids by those of the collection, the other way round. */
  ids: Map<string, string>;
  collection: Collection;
}

async function run(by: Search['by'], { ctx, userId, ids, collection }: Run): Promise<Outcome> {
  const outcome: Outcome = { ndcg: [], recall: [], mrr: [], ms: [] };
  for (const { text, grades } of collection.questions) {
    const started = performance.now();
    const search = { query: text, topK: depth, minScore: 0, by };
    const { passages } = await retrieve(ctx, { audience: 'own', userId }, search);
    outcome.ms.push(performance.now() - started);
    const ranking = [...new Set(passages.map(({ document_id }) => ids.get(document_id) ?? ''))];
    outcome.ndcg.push(ndcg(ranking, grades, 10));
    outcome.recall.push(recall(ranking, grades, depth));
    outcome.mrr.push(reciprocalRank(ranking, grades, 10));
  }
  return outcome;
}

function report(name: string, { ndcg: gains, recall: recalls, mrr, ms }: Outcome): void {
  print(
    `${name.padEnd(8)} nDCG@10 ${interval(gains)}  recall@100 ${interval(recalls)}  MRR@10 ${interval(mrr)}  ` +
      `${percentile(ms, 50).toFixed(0)} ms p50, ${percentile(ms, 95).toFixed(0)} ms p95\n`,
  );
}

const print = (text: string) => void process.stdout.write(text);

await main(process.argv.slice(2));
