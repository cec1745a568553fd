import { join } from 'node:path';
import { buildWeb, webIsFresh } from './build-web.mjs';
import { dependenciesAreFresh, installDependencies } from './install.mjs';
import { withLock } from './lock.mjs';
import { continueOnNode24, refuseOldNode } from './node-version.mjs';
import { endWithParent } from './parent.mjs';
import { root } from './root.mjs';

/**
 * Everything a command needs before it can run on a fresh clone: packages, Node 24 and, when asked for, the web app.
 * Says what it does only when there is something to do. Two commands started together share the work. Ends the process
 * when something fails.
 *
 * @param {{ web: boolean }} needs
 */
export async function prepare({ web }) {
  refuseOldNode();
  endWithParent();
  try {
    await bringUpToDate(dependenciesAreFresh, installDependencies);
    await continueOnNode24();
    if (web) await bringUpToDate(webIsFresh, buildWeb);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/**
 * @param {() => boolean} isFresh
 * @param {() => Promise<void>} refresh
 */
async function bringUpToDate(isFresh, refresh) {
  if (isFresh()) return;
  await withLock(
    join(root, '.prepare.lock'),
    async () => {
      if (!isFresh()) await refresh();
    },
    (owner) => console.log(`Waiting for process ${owner}, which is preparing this folder…`),
  );
}
