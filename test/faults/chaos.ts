import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from './device.ts';
import type { Dice } from './dice.ts';
import type { ConnectionFault } from './front-door.ts';
import type { History } from './history.ts';
import type { Installation } from './installation.ts';
import type { ManagedProcess } from './managed-process.ts';

interface Strike {
  readonly name: string;
  readonly weight: number;
  readonly run: () => Promise<void>;
}

interface ChaosContext {
  installation: Installation;
  devices: Device[];
  history: History;
  dice: Dice;
  /** How many times faster than usual it goes on after each fault. */
  pace: number;
}

/** Breaks one thing after the other, some of them at the same time, and mends them. */
export class Chaos {
  /** Seconds from the end of a fault until every device was current; more faults may have come in between. */
  readonly recoveries: number[] = [];
  /** How many faults there were. */
  strikes = 0;
  readonly #context: ChaosContext;
  readonly #busy = new Set<ManagedProcess>();
  readonly #recovering = new Set<Promise<void>>();

  constructor(context: ChaosContext) {
    this.#context = context;
  }

  /** Goes on until it is told to stop, and resolves when everything is up again. */
  async rage(signal: AbortSignal): Promise<void> {
    const connections = this.#loop(signal, 'connections', [100, 1_500], () => this.#strikeConnection());
    // Of many processes two may be down at once; of one, there has to be time for work in between.
    const { workers } = this.#context.installation;
    const processes = (workers.length > 0 ? [1, 2] : [1]).map((one) =>
      this.#loop(signal, `processes ${one}`, [1_000, 9_000], (dice) => this.#strikeProcess(dice)),
    );
    await Promise.all([connections, ...processes]);
    this.#context.installation.door.endFrozen();
  }

  /** Resolves when the times of the last recoveries are known. */
  async recovered(): Promise<void> {
    await Promise.all(this.#recovering);
  }

  async #loop(
    signal: AbortSignal,
    name: string,
    [least, most]: [number, number],
    strike: (dice: Dice) => Promise<void>,
  ): Promise<void> {
    const { pace } = this.#context;
    const dice = this.#context.dice.fork(name);
    for (;;) {
      await sleep(dice.between(least, most) / pace, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await strike(dice);
    }
  }

  async #strikeConnection(): Promise<void> {
    const { installation, history, dice } = this.#context;
    const fault = dice.weighted<ConnectionFault>({ cut: 4, 'half-open': 3, mute: 3 });
    if (!installation.door.strike(fault, dice)) return;
    this.strikes += 1;
    history.count(`connection ${fault}`);
    history.fault(`a connection is ${fault}`);
  }

  async #strikeProcess(dice: Dice): Promise<void> {
    const strikes = this.#strikes(dice);
    const weights = Object.fromEntries(strikes.map(({ name, weight }) => [name, weight]));
    const chosen = strikes.length > 0 ? dice.weighted(weights) : undefined;
    const strike = dice.pick(strikes.filter(({ name }) => name === chosen));
    if (strike === undefined) return;
    const { history } = this.#context;
    this.strikes += 1;
    history.count(strike.name);
    history.fault(strike.name);
    await strike.run();
    history.fault(`${strike.name}: over`);
    const measured = this.#measure().finally(() => this.#recovering.delete(measured));
    this.#recovering.add(measured);
  }

  /** What can be done to processes that nothing is being done to. */
  #strikes(dice: Dice): Strike[] {
    const { servers, workers, postgres, redis, databaseChildren } = this.#context.installation;
    const free = (processes: (ManagedProcess | undefined)[]) =>
      processes.filter((one): one is ManagedProcess => one !== undefined && !this.#busy.has(one));
    const ends = (victim: ManagedProcess, kinds: Record<string, [NodeJS.Signals, number]>): Strike[] =>
      Object.entries(kinds).map(([name, [signal, weight]]) => ({
        name,
        weight,
        run: () => this.#hold(victim, () => this.#restart(victim, signal, dice)),
      }));
    const strikes = [
      ...free(servers).flatMap((server) => [
        ...ends(server, { 'server killed': ['SIGKILL', 3], 'server stopped': ['SIGTERM', 2] }),
        { name: 'server frozen', weight: 1, run: () => this.#hold(server, () => this.#freeze(server, dice)) },
      ]),
      ...free(workers).flatMap((one) =>
        ends(one, { 'worker killed': ['SIGKILL', 2], 'worker stopped': ['SIGTERM', 1] }),
      ),
      ...free([postgres]).flatMap((one) =>
        ends(one, { 'postgres killed': ['SIGKILL', 2], 'postgres stopped at once': ['SIGQUIT', 2] }),
      ),
      ...free([redis]).flatMap((one) => [
        ...ends(one, { 'redis killed': ['SIGKILL', 4] }),
        { name: 'redis frozen', weight: 2, run: () => this.#hold(one, () => this.#freeze(one, dice)) },
      ]),
    ];
    if (databaseChildren().length > 0 && free(servers).length > 0) {
      strikes.push({ name: 'embedded database killed', weight: 5, run: async () => this.#killDatabaseChild() });
    }
    return strikes;
  }

  async #hold(victim: ManagedProcess, work: () => Promise<void>): Promise<void> {
    this.#busy.add(victim);
    try {
      await work();
    } finally {
      this.#busy.delete(victim);
    }
  }

  async #restart(victim: ManagedProcess, signal: NodeJS.Signals, dice: Dice): Promise<void> {
    await victim.stop(signal);
    await sleep(dice.between(0, 3_000));
    await victim.start();
  }

  async #freeze(victim: ManagedProcess, dice: Dice): Promise<void> {
    victim.signal('SIGSTOP');
    await sleep(dice.between(200, 6_000));
    victim.signal('SIGCONT');
  }

  #killDatabaseChild(): void {
    for (const pid of this.#context.installation.databaseChildren()) process.kill(pid, 'SIGKILL');
  }

  async #measure(): Promise<void> {
    const { devices, history } = this.#context;
    const from = history.elapsed();
    // What this fault broke is noticed within a moment.
    await sleep(50);
    while (!devices.every(({ store }) => store.getSnapshot().live)) {
      if (history.elapsed() - from > 120) return;
      await sleep(25);
    }
    this.recoveries.push(history.elapsed() - from);
  }
}
