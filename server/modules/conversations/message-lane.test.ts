import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { startApp } from '../../../test/harness/index.ts';
import type { Tables } from '../../platform/db/index.ts';
import { newId } from '../../platform/ids.ts';
import { composeContent, hashContent, readContent } from './content.ts';
import type { MessageDraft } from './message-insert.ts';
import { MessageLane } from './message-lane.ts';
import { logOf, openGroup, say, unknownId } from './test-conversations.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const zoe = await app.signUp('Zoë');

function draftOf(conversationId: string, text: string, key: string = newId()): MessageDraft {
  const id = newId();
  const written = readContent(text);
  return {
    id,
    conversationId,
    senderId: ada.user.id,
    key,
    contentHash: hashContent(id, written, null),
    content: composeContent(written.parts, new Map()),
    replyTo: null,
    mentions: [],
    startsNothing: true,
    createdAt: new Date(),
  };
}

/** The statements that reach the database while `work` is done. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text: string }];
    statements.push(typeof first === 'string' ? first : first.text);
    return query.apply(this, args as never);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements.filter((text) => !/pgboss|select 1$/.test(text));
}

describe('a plain message', () => {
  test('is stored in one round trip to the database', async () => {
    const { id } = await openGroup(ada, [zoe]);
    await say(ada, id, 'Der Token ist jetzt bekannt');
    const statements = await statementsOf(() => say(ada, id, 'Ein Satz mit Ümläuten 🎈', { message_id: 'k' }));
    assert.equal(statements.length, 1, statements.join('\n'));
    assert.match(statements[0] ?? '', /insert into messages/);
  });

  test('shares it with all that wait, so that fifty sends take a handful', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const statements = await statementsOf(() =>
      Promise.all(Array.from({ length: 50 }, (_, index) => say(ada, id, `Nr. ${index}`))),
    );
    assert.ok(statements.length <= 5, `${statements.length} statements`);
  });
});

describe('the lane', () => {
  test('fails a bad message alone, and keeps the others in their order', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const lane = new MessageLane(app.platform.db);
    const drafts = ['vor', 'erste', 'zweite', 'dritte'].map((text) => draftOf(id, text));
    const broken = { ...draftOf(id, 'kaputt'), content: { text: '', parts: [] }, key: 'null \u0000' };
    const elsewhere = draftOf(unknownId, 'wohin?');
    const [first, ...others] = drafts;
    assert.ok(first);
    // The first goes at once, the others wait for it and share a statement.
    const waiting = [
      lane.insert(first),
      ...[others[0], broken, elsewhere, ...others.slice(1)].flatMap((draft) => (draft ? [lane.insert(draft)] : [])),
    ];
    const settled = await Promise.allSettled(waiting);
    assert.deepEqual(
      settled.map((one) => (one.status === 'fulfilled' ? one.value.outcome : 'rejected')),
      ['created', 'created', 'rejected', 'not_member', 'created', 'created'],
    );
    const log = await logOf(ada, id);
    assert.deepEqual(
      log.flatMap((event) => (event.type === 'message-created' ? [event.message.content.text] : [])),
      ['vor', 'erste', 'zweite', 'dritte'],
    );
    assert.deepEqual(
      log.map(({ seq }) => seq),
      [1, 2, 3, 4, 5],
    );
  });

  test('of another process may take the key: then its message is the one', async () => {
    const { id } = await openGroup(ada, [zoe]);
    const lanes = [
      new MessageLane(app.platform.db),
      new MessageLane(app.platform.db),
      new MessageLane(app.platform.db),
    ];
    for (let round = 0; round < 10; round++) {
      const key = `k${round}`;
      const outcomes = await Promise.all(lanes.map((lane) => lane.insert(draftOf(id, 'dasselbe', key))));
      const created = outcomes.flatMap((one) => (one.outcome === 'created' ? [one.message.id] : []));
      assert.equal(created.length, 1);
      for (const one of outcomes) if (one.outcome === 'known') assert.equal(one.id, created[0]);
    }
    assert.equal((await logOf(ada, id)).at(-1)?.seq, 11);
  });

  test('numbers across processes without gaps, whatever order the logs are asked for in', async () => {
    const rooms = await Promise.all([1, 2, 3, 4].map(() => openGroup(ada, [])));
    const lanes = [
      new MessageLane(app.platform.db),
      new MessageLane(app.platform.db),
      new MessageLane(app.platform.db),
    ];
    const drafts = Array.from({ length: 240 }, (_, index) =>
      draftOf(rooms[(index * 7 + (index >> 3)) % 4]?.id ?? '', `${index}`),
    );
    const outcomes = await Promise.all(drafts.map((draft, index) => (lanes[index % 3] as MessageLane).insert(draft)));
    assert.ok(outcomes.every(({ outcome }) => outcome === 'created'));
    for (const room of rooms) {
      const log = await logOf(ada, room.id);
      assert.deepEqual(
        log.map(({ seq }) => seq),
        log.map((_, index) => index + 1),
      );
    }
  });

  test('refuses more than it can hold, with 503, and goes on', async () => {
    const { id } = await openGroup(ada, []);
    const lane = new MessageLane(app.platform.db);
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const blocked = lane.insert(draftOf(id, 'hält auf'), async () => {
      await gate;
      return { outcome: 'not_member' };
    });
    const draft = draftOf(id, 'wartet');
    const waiting = Array.from({ length: 10_000 }, (_, index) =>
      lane.insert({ ...draft, key: `${index % 2}` }, async () => ({ outcome: 'bad_reply' })),
    );
    await assert.rejects(lane.insert(draft), { code: 'unavailable', status: 503 });
    release();
    assert.equal((await blocked).outcome, 'not_member');
    assert.equal((await Promise.all(waiting)).length, 10_000);
    assert.equal((await lane.insert(draftOf(id, 'danach'))).outcome, 'created');
  });

  test('tells all that wait at once when the database is gone, and does not try them one by one', async () => {
    let connects = 0;
    class CountingPool extends pg.Pool {
      override connect(...args: unknown[]): never {
        connects += 1;
        return (super.connect as (...all: unknown[]) => never).apply(this, args);
      }
    }
    const gone = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: new CountingPool({ host: '127.0.0.1', port: 1 }) }),
    });
    const lane = new MessageLane(gone);
    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => lane.insert(draftOf(unknownId, 'x'))));
    assert.deepEqual([...new Set(settled.map(({ status }) => status))], ['rejected']);
    assert.equal(connects, 2, 'the first alone, the others together');
    await gone.destroy();
  });
});
