import { readOptions } from './options.ts';
import { runFaults } from './run.ts';

const options = readOptions(process.argv.slice(2));
const { mode, seed, seconds, users, devices } = options;
// An end by `exit` takes along what was started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
options.say(`Faults: ${mode}, seed ${seed}, ${seconds} s, ${users} users with ${devices} devices each`);
const { text, violations } = await runFaults(options);
options.say(`\n${text}`);
process.exit(violations.length === 0 ? 0 : 1);
