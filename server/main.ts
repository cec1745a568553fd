import { existsSync } from 'node:fs';
import { ConfigError, readConfig } from './config.ts';
import { admin } from './roles/admin/index.ts';
import { OperatorFault } from './roles/fault.ts';
import { migrate } from './roles/migrate.ts';
import { serve } from './roles/serve.ts';
import { worker } from './roles/worker.ts';

/** What this program can be started as; `docs/operations.md` describes each. */
const roles = { serve, worker, migrate, admin };

async function main([name = 'serve', ...args]: string[]): Promise<void> {
  const role = Object.entries(roles).find(([known]) => known === name)?.[1];
  if (!role)
    throw new OperatorFault(`There is no role "${name}"; it has to be one of ${Object.keys(roles).join(', ')}.`);
  if (existsSync('.env')) process.loadEnvFile('.env');
  await role(readConfig(process.env), args);
}

/** Faults of the system that say enough by themselves, in the words of an operator. */
function explain(error: unknown): string {
  if (error instanceof ConfigError)
    return `Parlance did not start. These settings are wrong:\n${error.faults.map((fault) => `  ${fault}`).join('\n')}`;
  if (error instanceof OperatorFault) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, path, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Parlance did not start: port ${port} is in use. Stop what runs there, or set another PORT.`;
  if (code === 'EACCES' && port !== undefined)
    return `Parlance did not start: this user may not listen on port ${port}. Set a PORT above 1023.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR')
    return `Parlance did not start: ${path ?? 'DATA_DIR'} cannot be read and written by this user. Mend its permissions, or set another DATA_DIR.`;
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL')
    return `Parlance did not start: HOST does not name an address of this machine (${error.message}).`;
  return `Parlance did not start: ${error.message}`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(explain(error));
  if (process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace') console.error(error);
  process.exit(1);
}
