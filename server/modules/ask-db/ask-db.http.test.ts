import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type {
  AskAnswer,
  AskHistory,
  AskSession,
  ErrorBody,
  PublicSession,
  SqlHistoryEntry,
  VerifiedPair,
} from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { connectedDemo, share } from '../connections/test-connections.ts';

type Page<T> = { items: T[]; next_cursor: string | null };

const app = await startApp();
const owner = await app.signUp('ada');
const viewer = await app.signUp('viewer');
const chatter = await app.signUp('chatter');
const stranger = await app.signUp('mallory');
const demo = await connectedDemo(owner);
await share(owner, demo.id, viewer, 'view');
await share(owner, demo.id, chatter, 'chat');
const chat = `/v1/chat/${demo.id}`;

async function ask(person: Person, question: string, more: object = {}): Promise<AskAnswer> {
  const { status, body } = await person.call<AskAnswer & ErrorBody>('POST', chat, { question, ...more });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

describe('a question', () => {
  test('is answered with words, SQL, rows and how it was read', async () => {
    const answer = await ask(owner, 'How many customers are there?');
    assert.deepEqual([answer.error, answer.data, answer.row_count, answer.engine], [null, [[320]], 1, 'builtin']);
    assert.match(answer.sql_query ?? '', /count/i);
    assert.match(answer.response, /320/);
    assert.ok(answer.explanation && (answer.confidence ?? 0) >= 0.5 && answer.execution_time_ms > 0);
  });

  test('about groups comes with a chart', async () => {
    const answer = await ask(owner, 'number of customers by country');
    assert.equal(answer.error, null, answer.response);
    assert.ok(answer.data.length > 3 && answer.chart, JSON.stringify(answer));
    const total = answer.data.reduce((sum, row) => sum + Number(row.find((value) => typeof value === 'number')), 0);
    assert.equal(total, 320);
  });

  test('about a stored value finds it, however it is spelled', async () => {
    const { data, error } = await ask(owner, 'How many customers live in malaga?');
    assert.equal(error, null);
    const row = (await ask(owner, 'number of customers by city')).data.find((entry) => entry.includes('Málaga'));
    assert.ok(row?.includes(data[0]?.[0]));
  });

  test('can use the measures that owners have named', async () => {
    const { error, data, response } = await ask(owner, 'What is the total revenue?');
    assert.equal(error, null, response);
    assert.ok(Number(data[0]?.[0]) > 100_000, JSON.stringify(data));
  });

  test('explains itself at more length when asked to', async () => {
    const short = await ask(owner, 'How many products are there?');
    const long = await ask(owner, 'How many products are there?', { explain_mode: true });
    assert.ok((long.explanation?.length ?? 0) > (short.explanation?.length ?? 0));
    assert.match(long.explanation ?? '', /% sure/);
  });

  test('that is a greeting is greeted; one the data cannot answer is refused and not guessed', async () => {
    const hello = await ask(owner, 'Hello!');
    assert.deepEqual([hello.error, hello.sql_query, hello.data], [null, null, []]);
    for (const question of ['What is the weather in Paris tomorrow?', 'Who will win the election?', 'asdf qwer yxcv']) {
      const { error, sql_query } = await ask(owner, question);
      assert.deepEqual([sql_query, error], [null, 'cannot_answer'], question);
    }
  });

  test('cannot smuggle in SQL', async () => {
    for (const question of [
      "customers named '; drop table customers; --",
      'select * from sqlite_master',
      'DELETE FROM orders',
    ]) {
      await ask(owner, question);
    }
    assert.deepEqual((await ask(owner, 'How many customers are there?')).data, [[320]]);
  });
});

describe('a session', () => {
  test('keeps questions and answers in their order, pages back, and goes for good', async () => {
    const first = await ask(owner, 'How many orders are there?');
    for (let more = 0; more < 3; more += 1)
      await ask(owner, 'How many products are there?', { session_id: first.session_id });
    const path = `${chat}/sessions/${first.session_id}`;
    const { body } = await owner.call<AskHistory>('GET', path);
    assert.deepEqual([body.title, body.messages.length, body.next_cursor], ['How many orders are there?', 8, null]);
    assert.deepEqual(
      body.messages.slice(0, 2).map(({ role, content }) => [role, content]),
      [
        ['user', 'How many orders are there?'],
        ['assistant', first.response],
      ],
    );
    const newest = await owner.call<AskHistory>('GET', `${path}?limit=3`);
    const older = await owner.call<AskHistory>('GET', `${path}?limit=3&cursor=${newest.body.next_cursor}`);
    assert.deepEqual([...older.body.messages, ...newest.body.messages], body.messages);
    assert.equal((await owner.call('DELETE', path)).status, 204);
    assert.equal((await owner.call('GET', path)).status, 404);
    assert.equal((await owner.call('DELETE', path)).status, 404);
  });

  test('carries the thread of a question to the next', async () => {
    const all = await ask(owner, 'number of orders by status');
    const again = await ask(owner, 'and by channel?', { session_id: all.session_id });
    assert.equal(again.session_id, all.session_id);
    if (again.error === null) assert.match(again.sql_query ?? '', /channel/);
  });

  test('made public shows what was said until then, to everybody, until it is taken back', async () => {
    const { session_id: id } = await ask(chatter, 'How many customers are there?');
    const path = `${chat}/sessions/${id}`;
    const { body: shared } = await chatter.call<AskSession>('POST', `${path}/share`);
    assert.ok(shared.is_public && (shared.share_token?.length ?? 0) >= 32);
    await ask(chatter, 'How many reviews are there?', { session_id: id });
    const link = `/v1/chat/public/${shared.share_token}`;
    const { status, body } = await app.call<PublicSession>('GET', link);
    assert.deepEqual([status, body.title, body.messages.length], [200, 'How many customers are there?', 2]);
    for (const trace of [demo.id, chatter.user.id, id, 'chatter'])
      assert.ok(!JSON.stringify(body).includes(trace), trace);
    const { body: taken } = await chatter.call<AskSession>('POST', `${path}/share`);
    assert.deepEqual([taken.is_public, taken.share_token], [false, null]);
    assert.equal((await app.call('GET', link)).status, 404);
    const { body: anew } = await chatter.call<AskSession>('POST', `${path}/share`);
    assert.notEqual(anew.share_token, shared.share_token);
    assert.equal((await app.call<PublicSession>('GET', `/v1/chat/public/${anew.share_token}`)).body.messages.length, 4);
  });

  test('exports its rows as CSV and JSON', async () => {
    const answer = await ask(chatter, 'number of customers by country');
    const path = `${chat}/sessions/${answer.session_id}/answers/${answer.id}/export`;
    const csv = await chatter.call<string>('GET', `${path}?format=csv`);
    assert.equal(csv.status, 200);
    assert.match(String(csv.headers['content-type']), /text\/csv/);
    assert.equal(csv.body.trim().split('\r\n').length, answer.data.length + 1);
    const json = await chatter.call<{ columns: string[]; data: unknown[][] }>('GET', `${path}?format=json`);
    assert.deepEqual([json.body.columns, json.body.data], [answer.columns, answer.data]);
    assert.equal((await owner.call('GET', path)).status, 404);
  });
});

test('what an owner verified is used first, until it is taken back', async () => {
  const question = 'What is our best year?';
  const pair = {
    question,
    sql_query:
      "select strftime('%Y', ordered_at) as year, count(*) as orders from orders group by 1 order by 2 desc limit 1;",
  };
  const wrong = await owner.call<ErrorBody>('POST', `${chat}/verified`, { question, sql_query: 'delete from orders' });
  assert.deepEqual([wrong.status, wrong.body.fields?.[0]?.path], [422, 'sql_query']);
  const { status, body } = await owner.call<VerifiedPair>('POST', `${chat}/verified`, pair);
  assert.equal(status, 201);
  const answer = await ask(chatter, 'what is OUR best year');
  assert.deepEqual(
    [answer.engine, answer.confidence, answer.columns, answer.row_count],
    ['verified', 1, ['year', 'orders'], 1],
  );
  assert.equal((await owner.call('DELETE', `${chat}/verified/${body.id}`)).status, 204);
  assert.notEqual((await ask(chatter, question)).engine, 'verified');
});

test('owners see every statement, others their own, and nobody another one’s words', async () => {
  await ask(viewer, 'How many employees are there?');
  await ask(chatter, 'How many categories are there?');
  const history = async (person: Person) =>
    (await person.call<Page<SqlHistoryEntry>>('GET', `/v1/system/connections/${demo.id}/sql-history?limit=200`)).body
      .items;
  const seenByOwner = await history(owner);
  assert.ok(['ada', 'viewer', 'chatter'].every((name) => seenByOwner.some(({ username }) => username === name)));
  for (const { username, question, status, execution_time_ms } of seenByOwner) {
    assert.ok(status === 'succeeded' && execution_time_ms >= 0);
    assert.equal(question === null, username !== 'ada');
  }
  for (const person of [viewer, chatter]) {
    const own = await history(person);
    assert.ok(own.length > 0 && own.every(({ user_id }) => user_id === person.user.id));
  }
});

describe('every route, by who asks', async () => {
  const asked = await ask(owner, 'How many customers are there?');
  const pair = await owner.call<VerifiedPair>('POST', `${chat}/verified`, {
    question: 'secret pair',
    sql_query: 'select 1',
  });
  const insights = await owner.call<Page<{ id: string }>>('GET', `/v1/intelligence/${demo.id}/insights`);
  const insight = insights.body.items[0]?.id ?? '';
  const session = `${chat}/sessions/${asked.session_id}`;
  const connection = `/v1/connections/${demo.id}`;
  /** Statuses for view, chat and a stranger. */
  const routes: [Parameters<Person['call']>[0], string, object | undefined, number, number, number][] = [
    ['POST', chat, { question: 'How many customers are there?' }, 200, 200, 404],
    ['GET', `${chat}/sessions`, undefined, 200, 200, 404],
    ['GET', session, undefined, 404, 404, 404],
    ['POST', `${session}/share`, undefined, 404, 404, 404],
    ['DELETE', session, undefined, 404, 404, 404],
    ['GET', `${session}/answers/${asked.id}/export`, undefined, 404, 404, 404],
    ['POST', chat, { question: 'x', session_id: asked.session_id }, 404, 404, 404],
    ['GET', `${chat}/verified`, undefined, 200, 403, 404],
    ['POST', `${chat}/verified`, { question: 'x', sql_query: 'select 1' }, 403, 403, 404],
    ['DELETE', `${chat}/verified/${pair.body.id}`, undefined, 403, 403, 404],
    ['GET', `/v1/system/connections/${demo.id}/status`, undefined, 200, 200, 404],
    ['GET', `/v1/system/connections/${demo.id}/sql-history`, undefined, 200, 200, 404],
    ['GET', `/v1/intelligence/${demo.id}/insights`, undefined, 200, 403, 404],
    ['GET', `/v1/intelligence/${demo.id}/stats`, undefined, 200, 403, 404],
    ['PUT', `/v1/intelligence/${demo.id}/insights/${insight}`, { description: 'x' }, 403, 403, 404],
    ['GET', connection, undefined, 200, 200, 404],
    ['PUT', connection, { name: 'x' }, 403, 403, 404],
    ['DELETE', connection, undefined, 403, 403, 404],
    ['POST', `${connection}/test`, undefined, 403, 403, 404],
    ['POST', `${connection}/reanalyze`, undefined, 403, 403, 404],
    ['GET', `${connection}/events`, undefined, 200, 403, 404],
    ['GET', `${connection}/shares`, undefined, 403, 403, 404],
    ['POST', `${connection}/shares`, { user_id: stranger.user.id, permission: 'owner' }, 403, 403, 404],
    ['DELETE', `${connection}/shares/${viewer.user.id}`, undefined, 0, 403, 404],
  ];
  for (const [method, path, body, ...expected] of routes) {
    for (const [at, person] of [viewer, chatter, stranger].entries()) {
      if (expected[at] === 0) continue;
      const what = `${method} ${path.replaceAll(demo.id, '{connection}')}`;
      test(`${what} as ${person.user.username}`, async () => {
        assert.equal((await person.call(method, path, body)).status, expected[at]);
      });
    }
  }

  test('what a chat user gets names no table but in the SQL of their own answers', async () => {
    for (const path of [
      connection,
      `/v1/system/connections/${demo.id}/status`,
      '/v1/connections',
      `${chat}/sessions`,
    ]) {
      const text = JSON.stringify((await chatter.call('GET', path)).body);
      assert.ok(!/order_items|shop\.sqlite/.test(text), path);
    }
  });
});

test('who lost the connection has lost their sessions and links too', async () => {
  const { session_id: id } = await ask(viewer, 'How many customers are there?');
  const { body } = await viewer.call<AskSession>('POST', `${chat}/sessions/${id}/share`);
  await owner.call('DELETE', `/v1/connections/${demo.id}/shares/${viewer.user.id}`);
  assert.equal((await viewer.call('GET', `${chat}/sessions/${id}`)).status, 404);
  assert.equal((await app.call('GET', `/v1/chat/public/${body.share_token}`)).status, 404);
});

test('a database that is gone is said, not thrown', async () => {
  const folders = ['databases', join('media', 'databases')].map((name) => join(app.platform.config.DATA_DIR, name));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  const answer = await ask(owner, 'How many customers are there?');
  assert.deepEqual([answer.error, answer.data, answer.row_count], ['database_unavailable', [], 0]);
  assert.match(answer.response, /cannot be read/);
  const { body } = await owner.call<Page<SqlHistoryEntry>>(
    'GET',
    `/v1/system/connections/${demo.id}/sql-history?limit=1`,
  );
  assert.deepEqual([body.items[0]?.status, body.items[0]?.row_count], ['failed', null]);
});
