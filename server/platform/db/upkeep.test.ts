import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { tendTables } from './index.ts';

const app = await startApp();
const { database } = app.platform;
const tend = () => tendTables({ database }, { signal: new AbortController().signal });

test('tables that grew are vacuumed and analysed, once, and only where nobody else does it', async () => {
  const ada = await app.signUp('ada');
  const { body } = await ada.call<Conversation>('POST', '/v1/conversations', { kind: 'group', member_ids: [] });
  await database.pool.query(
    `insert into messages (id, conversation_id, seq, message_id, content_hash, sender, content, created_at)
     select gen_random_uuid(), $1, i, i, '', 'user', '{"text":"","parts":[]}', now() from generate_series(10, 2009) i`,
    [body.id],
  );
  // The server counts what a session did when it has been idle for a moment; this asks it to do so now.
  await database.pool.query('select pg_stat_force_next_flush()');
  const tended = await tend();
  assert.equal(tended.includes('messages'), database.mode === 'embedded');
  if (database.mode !== 'embedded') return;
  const { rows } = await database.pool.query<{ pages: number; visible: number; rows: number }>(
    `select relpages as pages, relallvisible as visible, reltuples::int as rows from pg_class where relname = 'messages'`,
  );
  const [table] = rows;
  assert.ok(table && table.pages > 0);
  assert.deepEqual([table.visible, table.rows], [table.pages, 2_000]);
  assert.deepEqual((await tend()).includes('messages'), false);
});
