import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * npm leaves an optional package out of the lockfile when the registry at hand does not serve it, which happens to
 * builds for other platforms; `npm ci` then refuses that lockfile everywhere. This adds the entries: the version that
 * was asked for, and the platforms as the package's name tells them. Run it after `npm install` (`npm run lockfile`).
 */
const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingOptionalPackages(lock.packages);
for (const { name, version, dev } of missing) {
  lock.packages[`node_modules/${name}`] = { version, ...platformsOf(name), ...(dev && { dev }), optional: true };
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (missing.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`The lockfile is complete (${missing.length} optional packages added).`);

/** @param {Record<string, { dev?: boolean, optionalDependencies?: Record<string, string> }>} packages */
function missingOptionalPackages(packages) {
  return Object.values(packages).flatMap(({ dev, optionalDependencies = {} }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/**
 * Where a package such as `@biomejs/cli-linux-x64-musl` installs, in package.json's own terms.
 *
 * @param {string} name
 */
function platformsOf(name) {
  const os = /android|darwin|freebsd|linux|openharmony|win32/.exec(name)?.[0];
  const cpu = /arm64|arm|ia32|ppc64|riscv64|s390x|wasm32|x64/.exec(name)?.[0];
  const libc = /musl|gnu/.exec(name)?.[0];
  return {
    ...(cpu && { cpu: [cpu] }),
    ...(os && { os: [os] }),
    ...(os === 'linux' && libc && { libc: [libc === 'gnu' ? 'glibc' : 'musl'] }),
  };
}
