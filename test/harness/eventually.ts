import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves as soon as `holds` does; fails when it still does not after `seconds`. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  for (const deadline = performance.now() + seconds * 1_000; !(await holds()); ) {
    assert.ok(performance.now() < deadline, `not within ${seconds} seconds: ${what}`);
    await sleep(20);
  }
}
