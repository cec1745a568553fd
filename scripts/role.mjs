import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { root } from './root.mjs';

await prepare({ web: false });

// As with `npm start`, in this very process. The first argument names the role.
const main = join(root, 'server', 'main.ts');
process.argv = [process.execPath, main, ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
