import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type {
  AuthTokens,
  Conversation,
  ConversationEvent,
  EventPage,
  Message,
  PostedMessage,
} from '@parlance/contracts';
import { eventually } from './harness/eventually.ts';
import { ask, startRole } from './harness/processes.ts';
import { connect, type SocketClient } from './harness/socket-client.ts';
import { cloneDatabase } from './harness/template.ts';

const database = await cloneDatabase();
after(database.remove);
const dataDir = database.settings.DATA_DIR ?? '';
const isEmbedded = database.settings.DATABASE_URL === undefined;
const settings = { ...database.settings, LOG_LEVEL: 'silent' };

let server = await startRole(settings);
const people = await Promise.all(['ada', 'zoë', 'omar'].map(signUp));
const [ada] = people as [AuthTokens];
const id = await createGroup();

/** The sends of one sender, one after the other; `acknowledged` in the order of the answers. */
interface Lane {
  sender: AuthTokens;
  name: string;
  sent: number;
  acknowledged: { key: string; id: string; seq: number }[];
  /** Sent, but nobody knows whether it arrived. */
  open: string[];
}

const lanes = people.flatMap((sender) =>
  ['http', 'socket'].map(
    (kind): Lane => ({ sender, name: `${sender.user.username}-${kind}`, sent: 0, acknowledged: [], open: [] }),
  ),
);

async function signUp(username: string): Promise<AuthTokens> {
  const body = { username, password: 'correct horse battery staple' };
  return (await ask<AuthTokens>(`${server.url}/v1/auth/signup`, { method: 'POST', body })).body;
}

async function createGroup(): Promise<string> {
  const body = { kind: 'group', member_ids: people.map(({ user }) => user.id) };
  const answer = await ask<Conversation>(`${server.url}/v1/conversations`, {
    method: 'POST',
    token: ada.access_token,
    body,
  });
  return answer.body.id;
}

const device = (person: AuthTokens): Promise<SocketClient> => connect(server.url, { token: person.access_token });

async function post(sender: AuthTokens, message_id: string): Promise<{ status: number; message: Message }> {
  const body = { conversation_id: id, message_id, content: `Text von ${message_id}` };
  const token = sender.access_token;
  const answer = await ask<PostedMessage>(`${server.url}/v1/messages`, { method: 'POST', token, body });
  return { status: answer.status, message: answer.body.message };
}

/** Sends one message after the other until one fails; that one stays open. */
async function sendByHttp(lane: Lane): Promise<void> {
  for (;;) {
    lane.sent += 1;
    const key = `${lane.name}-${lane.sent}`;
    try {
      const { status, message } = await post(lane.sender, key);
      if (status !== 201) throw new Error(`answered ${status}`);
      lane.acknowledged.push({ key, id: message.id, seq: message.seq });
    } catch {
      lane.open.push(key);
      return;
    }
  }
}

/** Keeps eight messages under way on a socket until it closes or an error comes; what has no answer then stays open. */
async function sendBySocket(lane: Lane): Promise<void> {
  const client = await device(lane.sender);
  const underWay = new Set<string>();
  const send = () => {
    lane.sent += 1;
    const key = `${lane.name}-${lane.sent}`;
    underWay.add(key);
    client.send({ type: 'message', conversation_id: id, message_id: key, content: `Text von ${key}` });
  };
  const { promise: refused, resolve } = Promise.withResolvers<void>();
  client.socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as { type: string; message_id: string; id: string; seq: number };
    if (frame.type === 'error') resolve();
    if (frame.type !== 'ack' || !underWay.delete(frame.message_id)) return;
    lane.acknowledged.push({ key: frame.message_id, id: frame.id, seq: frame.seq });
    if (client.socket.readyState === client.socket.OPEN) send();
  });
  for (let n = 0; n < 8; n++) send();
  await Promise.race([client.closed, refused]);
  client.socket.terminate();
  await client.closed;
  lane.open.push(...underWay);
}

/** Loads the server, does something terrible to it at a random moment, and waits until every lane has noticed. */
async function loadUntil(disaster: () => void): Promise<void> {
  const sending = lanes.map((lane) => (lane.name.endsWith('http') ? sendByHttp(lane) : sendBySocket(lane)));
  const before = lanes.reduce((sum, lane) => sum + lane.acknowledged.length, 0);
  const wanted = before + 50 + Math.floor(Math.random() * 150);
  await eventually('enough is sent', () => lanes.reduce((sum, lane) => sum + lane.acknowledged.length, 0) >= wanted);
  disaster();
  await Promise.all(sending);
}

async function log(): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for (;;) {
    const path = `/v1/conversations/${id}/events?limit=200&after=${events.at(-1)?.seq ?? 0}`;
    const { body } = await ask<EventPage<ConversationEvent>>(server.url + path, { token: ada.access_token });
    events.push(...body.items);
    if (body.items.length === 0) return events;
  }
}

/** Sends again what is open; then all there is was acknowledged, and stands in the log once, in the order of the answers. */
async function checkNothingLost(): Promise<void> {
  for (const lane of lanes) {
    for (const key of lane.open.splice(0)) {
      const { status, message } = await post(lane.sender, key);
      assert.ok(status === 200 || status === 201, `${status}`);
      assert.equal(message.message_id, key);
      // In the order of its seq: whether it was stored before the crash, nobody had told.
      lane.acknowledged.push({ key, id: message.id, seq: message.seq });
    }
    const [known] = lane.acknowledged.slice(-3);
    assert.ok(known);
    const again = await post(lane.sender, known.key);
    assert.deepEqual([again.status, again.message.id, again.message.seq], [200, known.id, known.seq]);
  }
  const events = await log();
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
  const stored = events.flatMap((event) => (event.type === 'message-created' ? [event.message] : []));
  const acknowledged = lanes.flatMap((lane) => lane.acknowledged);
  const shape = (list: { key: string; id: string; seq: number }[]) => list.toSorted((a, b) => a.seq - b.seq);
  assert.deepEqual(
    shape(stored.map((message) => ({ key: message.message_id, id: message.id, seq: message.seq }))),
    shape(acknowledged),
  );
}

/** Answers that came before a crash came in the order in which the messages stand. */
function checkOrder(lane: Lane, from: number): void {
  const seqs = lane.acknowledged.slice(from).map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    seqs.toSorted((a, b) => a - b),
    lane.name,
  );
}

function databasePid(): number {
  return (JSON.parse(readFileSync(join(dataDir, 'postgres.lock'), 'utf8')) as { pid: number }).pid;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends processes under load, then waits until none of them is left. */
async function crash(...pids: number[]): Promise<void> {
  const counts = lanes.map((lane) => lane.acknowledged.length);
  await loadUntil(() => {
    for (const pid of pids) process.kill(pid, 'SIGKILL');
  });
  for (const [index, lane] of lanes.entries()) checkOrder(lane, counts[index] ?? 0);
}

const serverPid = (): number => server.child.pid ?? 0;

// One test: a process that a test starts ends with the test.
test('kill -9 under load loses, doubles and reorders nothing that was acknowledged', async (t) => {
  const rounds = isEmbedded
    ? [() => [serverPid()], () => [databasePid(), serverPid()], () => [serverPid()]]
    : [() => [serverPid()], () => [serverPid()]];
  for (const victims of rounds) {
    const orphan = isEmbedded ? databasePid() : undefined;
    await crash(...victims());
    if (orphan !== undefined) await eventually('the database ended with its server', () => !isRunning(orphan));
    server = await startRole(settings);
    await checkNothingLost();
  }
  if (isEmbedded) await t.test('not when only the database is killed, from which the server recovers', killDatabase);
  await t.test('and an orderly stop answers what is under way and tells the sockets to come back', stop);
});

async function killDatabase(): Promise<void> {
  const witness = await device(ada);
  await crash(databasePid());
  const read = () => ask(`${server.url}/v1/conversations/${id}`, { token: ada.access_token });
  await eventually('the database is back', async () => (await read()).status === 200);
  await checkNothingLost();
  const seqs = (await log()).map(({ seq }) => seq);
  await witness.reached(id, seqs.length);
  const [first = 0] = witness.seqs(id);
  assert.deepEqual(
    witness.seqs(id),
    seqs.filter((seq) => seq >= first),
  );
}

async function stop(): Promise<void> {
  const witness = await device(ada);
  const counts = lanes.map((lane) => lane.acknowledged.length);
  const stopping: Promise<{ code: number | null }>[] = [];
  await loadUntil(() => stopping.push(server.stop('SIGTERM')));
  assert.deepEqual(await witness.closed, { code: 1012, reason: 'restarting' });
  const [ended] = await Promise.all(stopping);
  assert.equal(ended?.code, 0);
  for (const [index, lane] of lanes.entries()) checkOrder(lane, counts[index] ?? 0);
  server = await startRole(settings);
  const back = await device(ada);
  const heard = witness.seqs(id);
  back.send({ type: 'resume', conversations: [{ conversation_id: id, after: heard.at(-1) ?? 0 }], ref: 'back' });
  await back.next('resumed');
  const [first = 0] = heard;
  const seqs = (await log()).map(({ seq }) => seq);
  assert.deepEqual(
    [...heard, ...back.seqs(id)],
    seqs.filter((seq) => seq >= first),
  );
  await checkNothingLost();
}
