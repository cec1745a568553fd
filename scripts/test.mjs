import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { exitLike, run } from './child.mjs';
import { prepare } from './prepare.mjs';
import { root } from './root.mjs';

await prepare({ web: true });

const args = process.argv.slice(2);
const browser = args.includes('--browser');
const flags = args.filter((arg) => arg.startsWith('-') && arg !== '--browser');
const wanted = args.filter((arg) => !arg.startsWith('-'));

const files = testFiles().filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
if (files.length === 0) {
  console.error(
    wanted.length > 0 ? `No test file's path contains ${wanted.join(' or ')}.` : 'There are no test files.',
  );
  process.exit(1);
}
exitLike(
  await run(process.execPath, [
    `--import=${join(root, 'scripts', 'test-leaks.mjs')}`,
    '--test',
    '--test-reporter=spec',
    '--test-timeout=120000',
    `--test-concurrency=${Math.min(availableParallelism(), 4)}`,
    ...flags,
    ...files,
  ]),
);

/** Tests in a browser are a suite of their own; tests of the scaled mode need its servers (scripts/with-services.sh). */
function testFiles() {
  const patterns = browser ? 'test/browser/**/*.test.ts' : '{contracts,server,sdk,web,test}/**/*.test.ts';
  const exclude = ['**/node_modules/**', 'web/dist/**'];
  if (!browser) exclude.push('test/browser/**');
  if (!process.env.TEST_DATABASE_URL || !process.env.TEST_REDIS_URL) exclude.push('test/scaled/**');
  return fs.globSync(patterns, { cwd: root, exclude }).sort();
}
