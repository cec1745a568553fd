import { join } from 'node:path';
import { exitLike, run } from './child.mjs';
import { prepare } from './prepare.mjs';
import { root } from './root.mjs';

await prepare({ web: false });
exitLike(await run(process.execPath, [join(root, 'test', 'eval', 'ask-db', 'main.ts'), ...process.argv.slice(2)]));
