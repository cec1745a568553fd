import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { eventually } from '../../../test/harness/eventually.ts';
import { cloneDatabase } from '../../../test/harness/template.ts';
import { readConfig } from '../../config.ts';
import { openDatabase } from './index.ts';

const place = await cloneDatabase();
const config = readConfig({ ...place.settings, DATABASE_STATEMENT_TIMEOUT_MS: '300' });
const database = await openDatabase(config);
after(async () => {
  await database.close();
  await place.remove();
});

test('a statement that runs too long is ended, and soon the next one is answered', async () => {
  await assert.rejects(sql`select pg_sleep(5)`.execute(database.db));
  const answers = () =>
    database.ping().then(
      () => true,
      () => false,
    );
  await eventually('the database answers', answers, 10);
});

test('work that may take long is not ended', async () => {
  await database.unhurried((db) => sql`select pg_sleep(2)`.execute(db));
});

test('PostgreSQL is told who connects', { skip: database.mode === 'embedded' }, async () => {
  const { rows } = await sql<{ name: string }>`show application_name`.execute(database.db);
  assert.match(JSON.stringify(rows), /parlance \d/);
});
