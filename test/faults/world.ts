import { type Clock, createClient, type ParlanceClient } from '@parlance/sdk';
import { Device } from './device.ts';
import type { Dice } from './dice.ts';
import type { History } from './history.ts';
import type { Ledger } from './ledger.ts';
import type { FaultOptions } from './options.ts';

const password = 'correct horse battery staple';
const firstNames = ['Zoë', 'Omar', 'Łukasz', '小明', 'Ана', 'Ngọc', 'María', 'Jürgen'];

/** A person: devices that live through the faults, and a client that looks on between them. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly devices: Device[];
  readonly observer: ParlanceClient;
}

export interface World {
  readonly people: Person[];
  readonly devices: Device[];
  /** A group whose members come and go; the first person owns all groups. */
  readonly changingGroup: string;
  /** What the conversations were called at the start. */
  readonly titles: ReadonlyMap<string, string>;
  /** Everyone's. */
  readonly password: string;
}

/** Time that runs faster for what is to be done later. */
const hurriedClock = (pace: number): Clock => ({
  now: () => Date.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms / pace);
    return () => clearTimeout(timer);
  },
});

interface WorldContext {
  url: string;
  history: History;
  ledger: Ledger;
  dice: Dice;
}

/** Signs everyone up and in, opens the conversations and starts all devices, while nothing is broken yet. */
export async function createWorld(options: FaultOptions, context: WorldContext): Promise<World> {
  const clock = hurriedClock(options.pace);
  const people: Person[] = [];
  for (let number = 0; number < options.users; number++) {
    people.push(await createPerson(number, options.devices, { ...context, clock }));
  }
  const [owner, ...others] = people;
  if (owner === undefined) throw new Error('A world needs people.');
  const ids = others.map(({ id }) => id);
  const { conversations } = owner.observer;
  const changing = await conversations.create({ kind: 'group', title: 'Kommen und Gehen', member_ids: ids });
  const part = ids.slice(0, Math.ceil(ids.length / 2));
  const all = [
    changing,
    await conversations.create({ kind: 'group', title: 'Alle', member_ids: ids }),
    await conversations.create({ kind: 'group', title: 'Ein Teil', member_ids: part }),
    await conversations.create({ kind: 'direct', member_ids: ids.slice(0, 1) }),
  ];
  const titles = new Map(all.map(({ id, title }) => [id, title ?? '']));
  const devices = people.flatMap((person) => person.devices);
  await Promise.all(devices.map((device) => device.start()));
  return { people, devices, changingGroup: changing.id, titles, password };
}

async function createPerson(
  number: number,
  devices: number,
  { url, history, ledger, dice, clock }: WorldContext & { clock: Clock },
): Promise<Person> {
  const username = `${firstNames[number % firstNames.length]}-${number}`;
  const observer = createClient({ baseUrl: url, clock, timeoutMs: 8_000 });
  const user = await observer.auth.signup({ username, password, email: `person${number}@example.org` });
  const owned: Device[] = [];
  for (let index = 0; index < devices; index++) {
    const name = `${username}/${index}`;
    const device = new Device(name, {
      url,
      history,
      ledger,
      clock,
      random: dice.fork(`client ${name}`).roll,
      login: { username, password },
    });
    await device.client.auth.login({ username, password });
    owned.push(device);
  }
  return { id: user.id, username, devices: owned, observer };
}
