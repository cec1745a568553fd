import { EventEmitter, once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { prepare } from './prepare.mjs';
import { root } from './root.mjs';

const settleMs = 150;

await prepare({ web: false });

const stop = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
});
const changes = watchSources();
const vite = run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js')], { cwd: join(root, 'web') });
// Without Vite there is nothing to develop on: as if this process were told to stop.
const viteEnded = vite.then(() => process.emit('SIGTERM'));
await Promise.all([viteEnded, serveAndReload()]);
process.exit(0);

/**
 * Runs the server, and runs it anew at every change; after a crash it waits for one. (`node --watch` is no help: it makes
 * every child process report its imports on its channel, and the embedded database talks on that.)
 */
async function serveAndReload() {
  for (let stopping = false; !stopping; ) {
    const change = once(changes, 'change');
    const main = join(root, 'server', 'main.ts');
    await run(process.execPath, [main, 'serve', ...process.argv.slice(2)], {
      ipc: true,
      started: (child) => change.then(() => child.kill('SIGTERM')),
    });
    stopping = await Promise.race([stop.then(() => true), change.then(() => false)]);
  }
}

/** Emits `change` when a source of the server was written and nothing followed for a moment. */
function watchSources() {
  const emitter = new EventEmitter();
  /** @type {NodeJS.Timeout | undefined} */
  let settling;
  for (const folder of ['server', 'contracts']) {
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
      clearTimeout(settling);
      settling = setTimeout(() => emitter.emit('change'), settleMs);
    });
  }
  return emitter;
}
