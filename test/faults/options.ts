import { parseArgs } from 'node:util';

/** What a run is to be. */
export interface FaultOptions {
  mode: 'embedded' | 'scaled';
  /** How long faults are made; settling and checking come on top. */
  seconds: number;
  /** Decides every random choice. Timing is the machine's, so that a seed repeats the choices and not each interleaving. */
  seed: number;
  users: number;
  /** Per user. */
  devices: number;
  /** Faults pause this often, and everything is compared. */
  roundSeconds: number;
  /** How many times faster than usual the clients' own timers run: reconnects, time-outs, heartbeats. */
  pace: number;
  /** Whether mails are asked for. A job whose worker was killed waits for up to a minute, and so does the run for it. */
  jobs: boolean;
  /** What it says while it runs. */
  say: (line: string) => void;
}

/** Reads `--mode --seconds --seed --users --devices --round --pace`. Throws a sentence for what makes no sense. */
export function readOptions(args: string[]): FaultOptions {
  const { values } = parseArgs({
    args,
    options: {
      mode: { type: 'string', default: 'embedded' },
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string' },
      users: { type: 'string', default: '4' },
      devices: { type: 'string', default: '3' },
      round: { type: 'string', default: '60' },
      pace: { type: 'string', default: '1' },
    },
  });
  const { mode } = values;
  if (mode !== 'embedded' && mode !== 'scaled') throw new Error('--mode has to be embedded or scaled.');
  const whole = (name: 'seconds' | 'users' | 'devices' | 'round' | 'pace', least: number): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} has to be at least ${least}.`);
    return value;
  };
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed has to be a whole number.');
  return {
    mode,
    seed,
    seconds: whole('seconds', 1),
    users: whole('users', 2),
    devices: whole('devices', 1),
    roundSeconds: whole('round', 1),
    pace: whole('pace', 1),
    jobs: true,
    say: (line) => console.log(line),
  };
}
