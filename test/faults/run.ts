import { Actor } from './actor.ts';
import { Chaos } from './chaos.ts';
import { compareReplicas, waitUntilSettled } from './comparison.ts';
import { Dice } from './dice.ts';
import { fetchView } from './fresh-view.ts';
import { History } from './history.ts';
import { install } from './installation.ts';
import { Ledger } from './ledger.ts';
import { openMailSink } from './mail-sink.ts';
import type { FaultOptions } from './options.ts';
import { checkPromises } from './promises.ts';
import { describeProgress, type FaultReport, report } from './report.ts';
import { Resets } from './resets.ts';
import { createWorld, type World } from './world.ts';

const progressEveryMs = 5_000;
const meanDeedPauseMs = 400;
const meanResetPauseMs = 1_500;
const slowestMailMs = 400;

/** All parts of a run. */
export interface Run {
  readonly options: FaultOptions;
  readonly dice: Dice;
  readonly history: History;
  readonly ledger: Ledger;
  readonly world: World;
  readonly resets: Resets;
  readonly chaos: Chaos;
}

/** Breaks an installation for as long as the options say, and compares what is there with what was promised. */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const dice = new Dice(options.seed);
  const history = new History();
  const ledger = new Ledger(history);
  const mails = await openMailSink(dice.fork('mails'), slowestMailMs);
  const installation = await install(options.mode, { smtpUrl: mails.url, history });
  const { url } = installation;
  const close = async (): Promise<void> => {
    await installation.close();
    await mails.close();
  };
  const world = await createWorld(options, { url, history, ledger, dice }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const resets = new Resets({ url, password: world.password, history, dice: dice.fork('resets'), mails });
  const chaos = new Chaos({
    installation,
    devices: world.devices,
    history,
    dice: dice.fork('chaos'),
    pace: options.pace,
  });
  const run: Run = { options, dice, history, ledger, world, resets, chaos };
  const progress = setInterval(() => options.say(describeProgress(run)), progressEveryMs);
  try {
    await playRounds(run);
    const [administrator] = world.people;
    if (administrator) await resets.check(administrator.observer);
  } finally {
    clearInterval(progress);
    for (const device of world.devices) device.close();
    await close();
  }
  return report(run);
}

/** A round ends with a comparison; after a violation there is no other, so that its traces stay fresh. */
async function playRounds(run: Run): Promise<void> {
  const { options, world, history, dice, ledger } = run;
  const actors = world.devices.map(
    (device) => new Actor(device, { world, history, ledger, dice: dice.fork(`actor ${device.name}`) }),
  );
  for (let left = options.seconds; left > 0 && history.violations.length === 0; left -= options.roundSeconds) {
    await rage(run, actors, Math.min(left, options.roundSeconds));
    await compare(run);
  }
}

async function rage({ options, chaos, resets }: Run, actors: Actor[], seconds: number): Promise<void> {
  const ended = AbortSignal.timeout(seconds * 1_000);
  await Promise.all([
    chaos.rage(ended),
    options.jobs ? resets.ask(ended, meanResetPauseMs) : undefined,
    ...actors.map((actor) => actor.act(ended, meanDeedPauseMs)),
  ]);
  await Promise.all(actors.map((actor) => actor.finish()));
}

async function compare({ options, world, history, ledger, dice, chaos }: Run): Promise<void> {
  options.say('Quiet now: waiting for all devices, and comparing.');
  await waitUntilSettled(world, history);
  await chaos.recovered();
  await compareReplicas(world, history);
  const [owner] = world.people;
  if (owner) await checkPromises({ world, ledger, history, dice, view: await fetchView(owner.observer) });
}
