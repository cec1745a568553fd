import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { AuthTokens, Health } from '@parlance/contracts';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { eventually } from '../harness/eventually.ts';
import { password } from '../harness/index.ts';
import { ask, type RoleProcess, runRole, type Settings, startRole } from '../harness/processes.ts';
import { createEmptyDatabase } from '../harness/template.ts';

const database = await createEmptyDatabase();
const settings: Settings = {
  ...database.settings,
  REDIS_URL: process.env.TEST_REDIS_URL ?? '',
  REDIS_PREFIX: `test-${process.pid}`,
  SECRET_KEY: 's'.repeat(40),
};
const pool = new pg.Pool({ connectionString: settings.DATABASE_URL, max: 2 });
after(async () => {
  await pool.end();
  await database.remove();
});

const askForMail = (url: string, email: string) =>
  ask(`${url}/v1/auth/forgot-password`, { method: 'POST', body: { email } });

const signUp = async (url: string, username: string): Promise<AuthTokens> => {
  const body = { username, password, email: `${username}@example.org` };
  return (await ask<AuthTokens>(`${url}/v1/auth/signup`, { method: 'POST', body })).body;
};

const stopAll = async (processes: RoleProcess[]): Promise<void> => {
  const ends = await Promise.all(processes.map((process) => process.stop()));
  for (const { code, errors } of ends) assert.equal(code, 0, errors);
};

test('four servers that start at once on an empty database all come up; each migration ran once', async () => {
  const servers = await Promise.all(Array.from({ length: 4 }, () => startRole(settings)));
  for (const { url } of servers) assert.equal((await ask(`${url}/ready`)).status, 200);
  const { rows } = await pool.query<{ name: string }>('select name from kysely_migration order by name');
  const files = readdirSync(join(import.meta.dirname, '..', '..', 'server', 'migrations'));
  assert.deepEqual(
    rows.map(({ name }) => `${name}.ts`),
    files.sort(),
  );
  const queues = await pool.query("select count(*)::int as n from pgboss.queue where name = 'reset-mail'");
  assert.equal(queues.rows[0]?.n, 1);
  await stopAll(servers);
});

test('what a server without a worker enqueues, a worker of that queue does; others leave it alone', async () => {
  const server = await startRole({ ...settings, WORKER: 'off' });
  const other = await startRole(settings, ['worker', 'media-sweep', '--port', '0']);
  await signUp(server.url, 'ana');
  assert.equal((await askForMail(server.url, 'ana@example.org')).status, 200);
  const health = await ask<Health>(`${other.url}/health`);
  assert.deepEqual([health.status, health.body.components.database], [200, 'healthy']);
  assert.equal((await ask(`${other.url}/ready`)).status, 200);
  assert.match((await ask<string>(`${other.url}/metrics`)).body, /parlance_job_queue_depth\{queue="reset-mail"\} 1/);

  const worker = await startRole(settings, ['worker', 'reset-mail', '--concurrency', '1']);
  const outbox = join(settings.DATA_DIR ?? '', 'outbox');
  await eventually('the mail is there', () => readdirSync(settings.DATA_DIR ?? '').includes('outbox'));
  await eventually('the mail is complete', () => readdirSync(outbox).some((file) => file.endsWith('.eml')));
  await stopAll([server, worker, other]);
  const unknown = await runRole(settings, ['worker', 'dance']);
  assert.equal(unknown.code, 1);
  assert.match(unknown.errors, /no queue "dance"; there are .*reset-mail/);
});

test('SIGTERM lets a running job finish: its mail is sent once, and the job is done', async () => {
  const received: string[] = [];
  const arrived = Promise.withResolvers<void>();
  const mayFinish = Promise.withResolvers<void>();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      stream.resume().on('end', () => {
        received.push(session.envelope.rcptTo[0]?.address ?? '');
        arrived.resolve();
        mayFinish.promise.then(() => done(), done);
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  after(() => smtp.close());
  const SMTP_URL = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
  const server = await startRole({ ...settings, WORKER: 'off' });
  const worker = await startRole({ ...settings, SMTP_URL }, ['worker']);
  await signUp(server.url, 'ben');
  await askForMail(server.url, 'ben@example.org');
  await arrived.promise;
  const ended = worker.stop('SIGTERM');
  mayFinish.resolve();
  assert.equal((await ended).code, 0);
  await stopAll([server]);
  assert.deepEqual(received, ['ben@example.org']);
  const { rows } = await pool.query<{ state: string; retry_count: number }>(
    "select state, retry_count from pgboss.job where name = 'reset-mail' and data->>'email' = 'ben@example.org'",
  );
  assert.deepEqual(rows, [{ state: 'completed', retry_count: 0 }]);
});

test('replay-dead-letters on the command line gives a failed job back to the workers', async () => {
  const server = await startRole({ ...settings, WORKER: 'off' });
  await signUp(server.url, 'cleo');
  await askForMail(server.url, 'cleo@example.org');
  // As if the last of its tries had failed long ago.
  await pool.query(`
    with failed as (delete from pgboss.job where name = 'reset-mail' and data->>'email' = 'cleo@example.org' returning *)
    insert into pgboss.job (name, data, source_name, source_id) select 'dead-letters', data, name, id from failed`);
  assert.match((await runRole(settings, ['admin', 'replay-dead-letters', 'media-sweep'])).output, /again: 0/);
  assert.match((await runRole(settings, ['admin', 'replay-dead-letters'])).output, /again: 1/);
  const worker = await startRole(settings, ['worker']);
  const outbox = join(settings.DATA_DIR ?? '', 'outbox');
  await eventually('its mail is there', () => readdirSync(outbox).filter((file) => file.endsWith('.eml')).length === 2);
  await stopAll([server, worker]);
});

test('reset-password through another process ends the sessions of a server that runs, at once', async () => {
  const server = await startRole(settings);
  const { access_token: token } = await signUp(server.url, 'dora');
  const me = () => ask(`${server.url}/v1/auth/me`, { token });
  assert.equal((await me()).status, 200);
  const { code } = await runRole(settings, ['admin', 'reset-password', 'dora'], 'a different one\n');
  assert.equal(code, 0);
  await eventually('the cached token is forgotten', async () => (await me()).status === 401, 5);
  await stopAll([server]);
});
