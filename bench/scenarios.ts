import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { createGroup, type Product } from './product.ts';
import { openSocket, percentile } from './sockets.ts';

/** One line of the report. */
export interface Result {
  what: string;
  value: string;
}

const text =
  'A message of an ordinary length, as people write them: with a thought, a question and perhaps an emoji 🙂?';

/** Posts by 32 connections at once, each waiting for its answer. */
export async function sendOverHttp(product: Product, seconds: number): Promise<Result[]> {
  const { people, conversation } = await createGroup(product, 4);
  const result = await autocannon({
    url: `${product.url}/v1/messages`,
    method: 'POST',
    connections: 32,
    duration: seconds,
    headers: { authorization: `Bearer ${people[0]?.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ conversation_id: conversation.id, content: text }),
  });
  if (result.non2xx > 0) throw new Error(`${result.non2xx} sends were refused.`);
  return [
    { what: 'send over HTTP, 32 connections', value: `${Math.round(result['2xx'] / result.duration)} messages/s` },
    { what: '  answer p50 / p99', value: `${result.latency.p50} / ${result.latency.p99} ms` },
  ];
}

/** Eight people write into one group, each with 32 messages unacknowledged at most. */
export async function sendOverSocket(product: Product, seconds: number): Promise<Result[]> {
  const { people, conversation } = await createGroup(product, 8);
  const until = performance.now() + seconds * 1_000;
  let acknowledged = 0;
  let underWay = 0;
  const started = performance.now();
  const sockets = await Promise.all(
    people.map(async (person) => {
      const write = () => {
        underWay += 1;
        socket.send(JSON.stringify({ type: 'message', conversation_id: conversation.id, content: text }));
      };
      const socket = await openSocket(product, person.access_token, (frame) => {
        if (frame.type === 'error') throw new Error(frame.detail);
        if (frame.type !== 'ack') return;
        acknowledged += 1;
        underWay -= 1;
        if (performance.now() < until) write();
      });
      for (let index = 0; index < 32; index++) write();
      return socket;
    }),
  );
  while (underWay > 0) await sleep(5);
  const rate = acknowledged / ((performance.now() - started) / 1_000);
  for (const socket of sockets) socket.terminate();
  return [
    { what: 'send over the socket, 8 people x 32 under way', value: `${Math.round(rate)} messages/s` },
    { what: '  deliveries of them', value: `${Math.round(rate * people.length)} /s` },
  ];
}

/** One person writes 100 messages a second to a group of ten; every arrival is timed. */
export async function timeDelivery(product: Product, seconds: number): Promise<Result[]> {
  const { people, conversation } = await createGroup(product, 10);
  const sentAt = new Map<string, number>();
  const times: number[] = [];
  const sockets = await Promise.all(
    people.map((person) =>
      openSocket(product, person.access_token, (frame) => {
        if (frame.type !== 'event' || frame.event.type !== 'message-created') return;
        const at = sentAt.get(frame.event.message.message_id);
        if (at !== undefined) times.push(performance.now() - at);
      }),
    ),
  );
  const messages = seconds * 100;
  for (let index = 0; index < messages; index++) {
    const message_id = `timed-${index}`;
    sentAt.set(message_id, performance.now());
    sockets[0]?.send(JSON.stringify({ type: 'message', conversation_id: conversation.id, message_id, content: text }));
    await sleep(10);
  }
  for (let waited = 0; times.length < messages * people.length && waited < 500; waited++) await sleep(10);
  for (const socket of sockets) socket.terminate();
  if (times.length !== messages * people.length)
    throw new Error(`${messages * people.length - times.length} deliveries are missing.`);
  const shown = [0.5, 0.99].map((share) => percentile(times, share).toFixed(1)).join(' / ');
  return [{ what: 'send to delivery p50 / p99, 100/s to 10 people', value: `${shown} ms` }];
}
