import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addMember, createGroup, post, removeMember } from '../harness/chat.ts';
import { eventually } from '../harness/eventually.ts';
import { asPerson, type Person, startApp, startTwin, type TestApp } from '../harness/index.ts';
import { connect, openSocket } from '../harness/socket-client.ts';

const first = await startApp();
const second = await startTwin(first);

/** The same person, whose requests go to another server. */
const at = (app: TestApp, { user, token, refreshToken }: Person): Person =>
  asPerson({ user, access_token: token, refresh_token: refreshToken, token_type: 'bearer', expires_in: 900 }, app.call);

async function scene(): Promise<{ ada: Person; zoe: Person; id: string }> {
  const [ada, zoe] = [await first.signUp(), await first.signUp()];
  return { ada, zoe, id: await createGroup(ada, zoe) };
}

const upTo = (seq: number, from = 2): number[] => Array.from({ length: seq - from + 1 }, (_, index) => from + index);

describe('what is sent through one server', () => {
  test('arrives through the other, in order and once, whichever way it was sent', async () => {
    const { ada, zoe, id } = await scene();
    const [here, there] = [await connect(first.url, ada), await connect(second.url, zoe)];
    for (let n = 0; n < 10; n++) {
      here.send({ type: 'message', conversation_id: id, message_id: `a${n}`, content: `von hier ${n} 👋` });
      there.send({ type: 'message', conversation_id: id, message_id: `z${n}`, content: `von dort ${n}` });
      await post(at(second, ada), id, `per HTTP ${n}`);
    }
    await eventually('all arrived', () => [here, there].every((device) => device.seqs(id).length === 30));
    for (const device of [here, there]) {
      assert.deepEqual(device.seqs(id), upTo(31));
      assert.deepEqual(device.events(id), here.events(id));
    }
  });

  test('is there for who comes back through the other, with nothing lost or twice around the reconnect', async () => {
    const { ada, zoe, id } = await scene();
    const away = await connect(first.url, zoe);
    let { seq: last } = await post(ada, id, 'gesehen');
    await away.reached(id, last);
    away.socket.terminate();
    for (let n = 0; n < 250; n++) last = (await post(n % 2 ? ada : at(second, ada), id, `verpasst ${n}`)).seq;
    const back = openSocket(second.url, zoe);
    await back.next('ready');
    back.send({ type: 'resume', conversations: [{ conversation_id: id, after: 2 }] });
    for (let n = 0; n < 20; n++) last = (await post(ada, id, `währenddessen ${n}`)).seq;
    await back.next('resumed');
    await back.reached(id, last);
    await back.settle();
    assert.deepEqual(back.seqs(id), upTo(last, 3));
  });

  test('is not missed in the moment in which a server begins to listen', { timeout: 30_000 }, async () => {
    const { ada, zoe, id } = await scene();
    for (let round = 0; round < 20; round++) {
      const posting = post(ada, id, `Runde ${round}`);
      const device = await connect(second.url, zoe);
      const { seq: last } = await posting;
      // The event came by itself, or it is older than the greeting: then the log has it.
      device.send({ type: 'join', conversation_id: id, after: last - 1 });
      await device.reached(id, last);
      const { seq: next } = await post(ada, id, `noch einmal ${round}`);
      await device.reached(id, next);
      device.socket.terminate();
    }
  });

  test('in a conversation that is made through one and joined through the other', async () => {
    const [ada, zoe, kim] = [await first.signUp(), await first.signUp(), await first.signUp()];
    const [zoeThere, kimThere] = [await connect(second.url, zoe), await connect(second.url, kim)];
    const id = await createGroup(ada, zoe);
    await zoeThere.reached(null, 1);
    const { seq } = await post(ada, id, 'willkommen');
    await zoeThere.reached(id, seq);
    await addMember(at(second, ada), id, kim);
    const { seq: later } = await post(ada, id, 'und Kim');
    await kimThere.reached(id, later);
    assert.ok(!kimThere.seqs(id).includes(seq));
  });
});

describe('rights across servers', () => {
  test('who is removed through one gets nothing more through the other', async () => {
    const { ada, zoe, id } = await scene();
    const [adaThere, zoeThere] = [await connect(second.url, ada), await connect(second.url, zoe)];
    await removeMember(ada, id, zoe);
    const { seq: secret } = await post(ada, id, 'nur unter uns');
    await adaThere.reached(id, secret);
    await zoeThere.waitFor((frame) => frame.type === 'event' && frame.event.type === 'conversation-removed');
    await zoeThere.settle();
    assert.ok(!zoeThere.seqs(id).includes(secret));
  });

  test('a session that ends through one is closed in the other, and its token is refused there', async () => {
    const zoe = await first.signUp();
    const [here, there] = [await connect(first.url, zoe), await connect(second.url, zoe)];
    assert.equal((await at(second, zoe).call('GET', '/v1/users/me')).status, 200);
    const out = await zoe.call('POST', '/v1/auth/logout', { refresh_token: zoe.refreshToken });
    assert.ok(out.status < 300, JSON.stringify(out.body));
    assert.equal((await here.closed).code, 4401);
    assert.equal((await there.closed).code, 4401);
    assert.equal((await at(second, zoe).call('GET', '/v1/users/me')).status, 401);
  });

  test('requests count together', async () => {
    const limited = await startApp({ settings: { RATE_LIMIT_PER_MINUTE: '3', LOGIN_RATE_LIMIT_PER_MINUTE: '100' } });
    const twin = await startTwin(limited);
    const zoe = await limited.signUp();
    const write = (app: TestApp) => at(app, zoe).call('PUT', '/v1/users/me', { full_name: 'Zoë Ångström' });
    const answers = [];
    for (const app of [limited, twin, limited, twin]) answers.push(await write(app));
    assert.equal(answers[3]?.status, 429);
    assert.deepEqual(
      answers.map(({ headers }) => headers['ratelimit-remaining']),
      ['2', '1', '0', '0'],
    );
  });
});

test('typing is shown through the other server', async () => {
  const { ada, zoe, id } = await scene();
  const [here, there] = [await connect(first.url, ada), await connect(second.url, zoe)];
  here.send({ type: 'typing', conversation_id: id });
  const frame = await there.next('typing');
  assert.deepEqual(frame, { type: 'typing', conversation_id: id, user_id: ada.user.id, typing: true });
});

test('health names Redis, and says nothing of where it is', async () => {
  const { body } = await second.call<{ status: string; components: Record<string, string> }>('GET', '/health');
  assert.equal(body.components.redis, 'healthy');
  assert.equal(body.status, 'healthy');
});
