import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from './device.ts';
import { fetchView, findDifference } from './fresh-view.ts';
import type { History } from './history.ts';
import type { Person, World } from './world.ts';

/** A device that was away for long tries again every 30 seconds, and then it fetches. */
const settleSeconds = 90;
/** From then on everything is there in moments, also by the slow way of a signal that was lost. */
const agreeSeconds = 45;

/** Waits until every device is current and nothing waits to be sent. */
export async function waitUntilSettled({ devices }: World, history: History): Promise<void> {
  const deadline = history.elapsed() + settleSeconds;
  while (history.elapsed() < deadline) {
    if (devices.every(({ isSettled }) => isSettled)) return;
    await sleep(50);
  }
  for (const device of devices) {
    if (device.isSettled) continue;
    const { live, connection, conversations } = device.store.getSnapshot();
    const waiting = [...conversations.values()].flatMap(({ id, outgoing }) =>
      outgoing.map(({ message_id, status, error }) => ({ id, message_id, status, error })),
    );
    const state = JSON.stringify({ live, connection, waiting });
    const keys = waiting.map(({ message_id }) => message_id);
    history.violation(`${device.name} has not settled after ${settleSeconds} s: ${state}`, device.name, ...keys);
  }
}

/** Compares what every device shows with what its user fetches anew, until they agree. */
export async function compareReplicas({ people }: World, history: History): Promise<void> {
  await Promise.all(people.map((person) => comparePerson(person, history)));
}

async function comparePerson({ devices, observer }: Person, history: History): Promise<void> {
  const deadline = history.elapsed() + agreeSeconds;
  for (;;) {
    await Promise.all(devices.map((device) => device.openAll()));
    const fresh = await fetchView(observer);
    const differing = devices.flatMap((device) => {
      const difference = findDifference(device.store.getSnapshot().conversations, fresh);
      return difference === undefined ? [] : [{ device, difference }];
    });
    if (differing.length === 0) return;
    if (history.elapsed() > deadline) {
      for (const { device, difference } of differing) reportDifference(device, difference, history);
      return;
    }
    await sleep(250);
  }
}

function reportDifference({ name }: Device, difference: string, history: History): void {
  const ids = difference.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
  history.violation(`${name} differs from a fresh fetch: ${difference}`, name, ...ids);
}
