import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { firstLines, runQuietly } from './child.mjs';
import { root } from './root.mjs';

const dist = join(root, 'web', 'dist');
const stampFile = join(dist, '.stamp');
const inputs = ['web', 'sdk', 'contracts', 'package-lock.json', 'tsconfig.json', 'scripts/build-web.mjs'];
const ignored = new Set(['node_modules', 'dist']);

/** Whether web/dist was built from exactly the sources that are here now, or there is no web app to build. */
export function webIsFresh() {
  if (!existsSync(join(root, 'web', 'index.html'))) return true;
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceStamp();
}

/** Builds the web app into web/dist. Throws Vite's own words when that fails. */
export async function buildWeb() {
  const started = performance.now();
  // Taken before the build: a file that changes meanwhile makes the next start build again.
  const stamp = sourceStamp();
  console.log('Building the web app…');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { code, output } = await runQuietly(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
  });
  if (code !== 0) throw new Error(`${firstLines(output)}\nThe web app could not be built: see above.`);
  compressFiles();
  writeFileSync(stampFile, stamp);
  console.log(`Web app built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

/** Compresses what is served as it is, once here instead of at every request. */
function compressFiles() {
  for (const file of readdirSync(join(dist, 'app'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|css|svg|webmanifest)$/.test(file)) continue;
    const path = join(dist, 'app', file);
    const content = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(content));
  }
}

/** A hash over names and contents: a checkout or a copy changes times without changing the app, and the reverse. */
function sourceStamp() {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesUnder)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path from the root
 * @returns {string[]}
 */
function filesUnder(path) {
  const entries = readDirectory(join(root, path));
  if (!entries) return [path];
  return entries
    .filter(({ name }) => !ignored.has(name) && !name.endsWith('.test.ts'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${path}/${entry.name}`) : [`${path}/${entry.name}`]));
}

/** @param {string} path */
function readDirectory(path) {
  return /\.\w+$/.test(path) ? undefined : readdirSync(path, { withFileTypes: true });
}
