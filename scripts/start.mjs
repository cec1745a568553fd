import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { root } from './root.mjs';

await prepare({ web: true });

// The server runs in this very process, so that signals and its exit code need no one in between.
const main = join(root, 'server', 'main.ts');
process.argv = [process.execPath, main, 'serve', ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
