import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultOptions } from './faults/options.ts';
import { runFaults } from './faults/run.ts';

/** The clients' timers run faster, so that a reconnect fits into a short run; `npm run test:faults` is the long one. */
const short: Omit<FaultOptions, 'mode' | 'say'> = {
  seconds: 6,
  seed: Math.floor(Math.random() * 2 ** 31),
  users: 2,
  devices: 2,
  roundSeconds: 6,
  pace: 4,
  jobs: false,
};

async function assertNothingIsLost(mode: FaultOptions['mode'], say: (line: string) => void): Promise<void> {
  say(`seed ${short.seed}`);
  const { text, violations, acknowledged } = await runFaults({ ...short, mode, say });
  say(text);
  assert.deepEqual(violations, []);
  assert.ok(acknowledged > 0);
}

test('nothing is lost, doubled or out of order when the server, its database and connections are killed', (t) =>
  assertNothingIsLost('embedded', (line) => t.diagnostic(line)));

const hasServices = Boolean(process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL);
test('nor when any of two servers, two workers, PostgreSQL and Redis is', { skip: !hasServices }, (t) =>
  assertNothingIsLost('scaled', (line) => t.diagnostic(line)),
);
