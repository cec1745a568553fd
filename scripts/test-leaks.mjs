import { after } from 'node:test';

/** How long (ms) a test file may take, after its last test, to clean up and let go of its handles. */
const grace = 10_000;

// Loaded before each test file; the processes that a test starts inherit the flag, and are none of its business.
if (/\.test\.[cm]?[jt]sx?$/.test(process.argv[1] ?? '')) {
  const { setTimeout } = globalThis;
  after(() => {
    setTimeout(() => {
      console.error(`${process.argv[1]} still holds after its tests: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(1);
    }, grace).unref();
  });
}
