import { join } from 'node:path';
import { runQuietly } from './child.mjs';
import { prepare } from './prepare.mjs';
import { root } from './root.mjs';

const maxLines = 200;

await prepare({ web: false });

/** @type {[name: string, args: string[]][]} */
const gates = [
  ['format and lint', [bin('biome'), process.env.CI ? 'ci' : 'check', '--error-on-warnings', '--colors=off', '.']],
  ['types', [bin('tsc')]],
  ['types of the web app', [bin('tsc'), '--noEmit', '--project', 'web']],
  ['unused code', [bin('knip')]],
  ['import rules', ['--test', 'test/architecture.test.ts']],
];

let failed = false;
for (const [name, args] of gates) {
  const started = performance.now();
  const { code, output } = await runQuietly(process.execPath, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(code === 0 ? `✔ ${name} (${seconds} s)` : `✖ ${name} (${seconds} s)\n${lastLines(output)}`);
  failed ||= code !== 0;
}
process.exit(failed ? 1 : 0);

/** @param {string} name */
function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

/** @param {string} output */
function lastLines(output) {
  return output.split('\n').slice(-maxLines).join('\n');
}
