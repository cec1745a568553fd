import { join } from 'node:path';
import { exitLike, run } from './child.mjs';
import { prepare } from './prepare.mjs';
import { root } from './root.mjs';

await prepare({ web: false });

const server = run(process.execPath, [
  '--watch',
  '--watch-preserve-output',
  ...['server', 'contracts'].map((folder) => `--watch-path=${join(root, folder)}`),
  join(root, 'server', 'main.ts'),
  'serve',
  ...process.argv.slice(2),
]);
const vite = run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js')], { cwd: join(root, 'web') });

const first = await Promise.race([server, vite]);
// As if this process were told to stop: the one that is left gets the signal.
process.emit('SIGTERM');
await Promise.all([server, vite]);
exitLike(first);
