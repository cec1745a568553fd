import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLines, runQuietly } from './child.mjs';
import { root } from './root.mjs';

/**
 * Whether node_modules holds what the lockfile asks for. npm writes its own record when an install is complete, so a
 * folder whose install was cut short counts as missing.
 */
export function dependenciesAreFresh() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    // Optional packages are there only on the platforms that they are for; the first entry is the project itself.
    if (!found) return path === '' || entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity && found.resolved === entry.resolved;
  });
}

/** Installs from the lockfile. Throws npm's own words when that fails. */
export async function installDependencies() {
  const started = performance.now();
  console.log('Installing packages (about a minute the first time)…');
  const { code, output } = await npm([
    'ci',
    '--no-audit',
    '--no-fund',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
  ]);
  // npm says what is wrong first, and its usage after that.
  if (code !== 0) throw new Error(`${firstLines(output)}\nnpm could not install the packages: see above.`);
  console.log(`Packages installed in ${Math.round((performance.now() - started) / 1000)} s.`);
}

/** @param {string[]} args */
function npm(args) {
  const cli = process.env.npm_execpath;
  // The Node that npm runs on, since `node` may be the one in node_modules, which an install removes.
  if (cli?.endsWith('npm-cli.js')) return runQuietly(process.env.npm_node_execpath ?? process.execPath, [cli, ...args]);
  return runQuietly(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}
