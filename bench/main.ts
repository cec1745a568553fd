import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { drawCharts } from './charts.ts';
import { startProduct } from './product.ts';
import { broadcast, type Result, sendOverHttp, sendOverSocket, timeDelivery } from './scenarios.ts';

const seconds = process.argv.includes('--short') ? 1 : 5;

/** Starts the product on an empty folder and prints what it costs and how fast it is. `--short` only shows that it runs. */
async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  const results: Result[] = [];
  try {
    const first = await startProduct(dataDir);
    results.push({ what: 'first start, empty folder', value: `${Math.round(first.startMs)} ms` });
    await first.stop();
    const product = await startProduct(dataDir);
    results.push({ what: 'second start', value: `${Math.round(product.startMs)} ms` });
    results.push({ what: 'memory after start, server + database', value: memoryOf(product) });
    for (const scenario of [sendOverHttp, sendOverSocket, broadcast, timeDelivery, drawCharts])
      results.push(...(await scenario(product, seconds)));
    results.push({ what: 'memory after that', value: memoryOf(product) });
    await product.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  print(results);
}

function memoryOf(product: Awaited<ReturnType<typeof startProduct>>): string {
  const { server, database } = product.memory();
  return `${megabytes(server)} + ${megabytes(database)}`;
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`;

function print(results: Result[]): void {
  const [cpu] = cpus();
  console.log(
    `\nNode ${process.version}, ${cpus().length} x ${cpu?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GiB, embedded database\n`,
  );
  const width = Math.max(...results.map(({ what }) => what.length)) + 2;
  for (const { what, value } of results) console.log(`${what.padEnd(width)}${value}`);
}

await main();
