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

/** One person writes to a group in which 400 sockets listen, with eight messages under way; nobody reads what arrives. */
export async function broadcast(product: Product, seconds: number): Promise<Result[]> {
  const { people, conversation } = await createGroup(product, 40);
  let delivered = 0;
  const listeners = await Promise.all(
    people.flatMap(({ access_token }) => Array.from({ length: 10 }, () => openSocket(product, access_token))),
  );
  for (const socket of listeners) socket.on('message', () => (delivered += 1));
  const [writer] = listeners;
  const write = () =>
    writer?.send(JSON.stringify({ type: 'message', conversation_id: conversation.id, content: text }));
  const until = performance.now() + seconds * 1_000;
  let sent = 8;
  writer?.on('message', (data) => {
    if (!String(data).startsWith('{"type":"ack"') || performance.now() > until) return;
    sent += 1;
    write();
  });
  const [started, processor] = [performance.now(), product.processorMs()];
  for (let index = 0; index < sent; index++) write();
  // Everyone hears every message, and the writer an acknowledgement beside.
  const isDone = () => performance.now() > until && delivered >= sent * (listeners.length + 1);
  while (!isDone()) await sleep(5);
  const [elapsed, used] = [performance.now() - started, product.processorMs() - processor];
  for (const socket of listeners) socket.terminate();
  return [
    { what: 'broadcast to 400 sockets', value: `${Math.round(delivered / (elapsed / 1_000))} deliveries/s` },
    { what: '  processor time of the server', value: `${((used / delivered) * 1_000).toFixed(2)} µs a delivery` },
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
