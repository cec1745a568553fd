import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthTokens, ErrorBody } from '@parlance/contracts';
import { asPerson, type Person, password, startApp } from '../../../test/harness/index.ts';

let clock = 0;
const app = await startApp({ now: () => new Date(Date.now() + clock) });
const newPassword = 'Tr0ubadour & 3 🐎';

const login = (username: string, secret: string) =>
  app.call<AuthTokens & ErrorBody>('POST', '/v1/auth/login', { username, password: secret });
const forgot = (email: string) => app.call('POST', '/v1/auth/forgot-password', { email });
const reset = (token: string, secret = newPassword) =>
  app.call<ErrorBody>('POST', '/v1/auth/reset-password', { token, new_password: secret });

async function signUp(username: string): Promise<Person> {
  const body = { username, password, email: `${username}@example.org` };
  return asPerson((await app.call<AuthTokens>('POST', '/v1/auth/signup', body)).body, app.call);
}

/** The mails in the outbox for an address, oldest first, decoded. */
function mailsTo(email: string): string[] {
  const folder = join(app.platform.config.DATA_DIR, 'outbox');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  const mails = files.sort().map((name) => readFileSync(join(folder, name), 'latin1'));
  return mails.filter((mail) => mail.includes(`To: ${email}`)).map(decodeQuotedPrintable);
}

function decodeQuotedPrintable(mail: string): string {
  const bytes = mail
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Waits for the jobs to have dealt with every request so far. */
async function mailsDone(): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await app.platform.jobs.depth())['reset-mail']) {
    assert.ok(Date.now() < deadline, 'the mail job did not finish');
    await sleep(20);
  }
}

async function mailedToken(email: string): Promise<string> {
  assert.equal((await forgot(email)).status, 200);
  await mailsDone();
  const mail = mailsTo(email).at(-1) ?? '';
  const token = /^http:\/\/localhost:8000\/app\/reset-password\?token=([\w-]{43})\r?$/m.exec(mail)?.[1];
  assert.ok(token, mail);
  return token;
}

describe('a forgotten password', () => {
  test('is set anew by the link of a mail, and every device is signed out', async () => {
    const ada = await signUp('ada');
    const token = await mailedToken('ada@example.org');
    const { status } = await reset(token);
    assert.equal(status, 200);
    assert.equal((await ada.call('GET', '/v1/auth/me')).status, 401);
    assert.equal((await app.call('POST', '/v1/auth/refresh', { refresh_token: ada.refreshToken })).status, 401);
    assert.equal((await login('ada', password)).status, 401);
    assert.equal((await login('ada', newPassword)).status, 200);
    const again = await reset(token, 'yet another one');
    assert.deepEqual([again.status, again.body.error], [422, 'invalid_reset_token']);
    assert.equal((await login('ada', newPassword)).status, 200);
  });

  test('a link works for exactly one of those who use it together', async () => {
    await signUp('bea');
    const token = await mailedToken('bea@example.org');
    const answers = await Promise.all(
      ['first password', 'second password', 'third password'].map((p) => reset(token, p)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422, 422]);
  });

  test('a newer link voids the older one', async () => {
    await signUp('cem');
    const older = await mailedToken('cem@example.org');
    const newer = await mailedToken('cem@example.org');
    assert.notEqual(older, newer);
    assert.equal((await reset(older)).status, 422);
    assert.equal((await reset(newer)).status, 200);
  });

  test('a link expires', async () => {
    await signUp('dan');
    const token = await mailedToken('dan@example.org');
    try {
      clock = app.platform.config.RESET_TOKEN_SECONDS * 1_000 + 1_000;
      assert.equal((await reset(token)).body.error, 'invalid_reset_token');
    } finally {
      clock = 0;
    }
    assert.equal((await login('dan', password)).status, 200);
  });

  test('a link dies with the address it was sent to, with the password, and with the account', async () => {
    const [eva, fay, gil] = [await signUp('eva'), await signUp('fay'), await signUp('gil')];
    const tokens = [];
    for (const { user } of [eva, fay, gil]) tokens.push(await mailedToken(user.email ?? ''));
    await eva.call('PUT', '/v1/users/me', { email: 'eva@elsewhere.example' });
    await fay.call('POST', '/v1/users/me/change-password', { current_password: password, new_password: newPassword });
    await app.platform.db.updateTable('users').set({ is_active: false }).where('id', '=', gil.user.id).execute();
    for (const token of tokens) assert.equal((await reset(token, 'never to be set')).body.error, 'invalid_reset_token');
  });

  test('made-up tokens and short passwords are refused', async () => {
    await signUp('hal');
    const token = await mailedToken('hal@example.org');
    for (const wrong of ['nonsense', `${token}x`, token.toUpperCase(), "' or true --"]) {
      assert.equal((await reset(wrong)).body.error, 'invalid_reset_token');
    }
    const short = await reset(token, 'short');
    assert.deepEqual([short.status, short.body.fields?.[0]?.path], [422, 'new_password']);
    assert.equal((await reset(token)).status, 200, 'a refusal uses nothing up');
  });

  test('asking tells nothing about who has an account, and sends a mail only where someone does', async () => {
    await signUp('ida');
    const [known, unknown] = [await forgot('ida@example.org'), await forgot('nobody@example.org')];
    assert.deepEqual([known.status, known.body], [unknown.status, unknown.body]);
    assert.equal((await forgot('not an address')).status, 422);
    await mailsDone();
    assert.equal(mailsTo('ida@example.org').length, 1);
    assert.equal(mailsTo('nobody@example.org').length, 0);
  });

  test('the mail speaks the language of its reader', async () => {
    const jörg = await signUp('joerg');
    await jörg.call('PUT', '/v1/users/me/preferences', { language: 'de' });
    await mailedToken('joerg@example.org');
    assert.match(mailsTo('joerg@example.org')[0] ?? '', /Hallo joerg,[\s\S]*30 Minuten lang/);
  });

  test('neither the job nor the table holds a token', async () => {
    await signUp('kim');
    const token = await mailedToken('kim@example.org');
    const { rows } = await app.platform.database.pool.query<{ line: string }>(
      `select data::text as line from pgboss.job where name = 'reset-mail'
       union all select row_to_json(reset_tokens)::text from reset_tokens`,
    );
    assert.ok(rows.some(({ line }) => line.includes('kim@example.org')));
    assert.ok(!rows.some(({ line }) => line.includes(token)));
  });
});

describe('changing the password', () => {
  const change = (person: Person, current_password: string, new_password: string) =>
    person.call<ErrorBody>('POST', '/v1/users/me/change-password', { current_password, new_password });

  test('ends the other sessions and keeps this one', async () => {
    const lea = await signUp('lea');
    const phone = asPerson((await login('lea', password)).body, app.call);
    assert.equal((await phone.call('GET', '/v1/auth/me')).status, 200);
    assert.equal((await change(lea, password, newPassword)).status, 200);
    assert.equal((await lea.call('GET', '/v1/auth/me')).status, 200);
    assert.equal((await phone.call('GET', '/v1/auth/me')).status, 401);
    assert.deepEqual([(await login('lea', password)).status, (await login('lea', newPassword)).status], [401, 200]);
  });

  test('needs the current one, and a refusal changes nothing', async () => {
    const max = await signUp('max');
    const wrong = await change(max, 'not the password', newPassword);
    assert.deepEqual([wrong.status, wrong.body.error], [403, 'forbidden']);
    assert.deepEqual(wrong.body.fields, [{ path: 'current_password', message: 'is wrong' }]);
    assert.equal((await change(max, password, 'short')).status, 422);
    assert.equal((await login('max', password)).status, 200);
  });

  test('happens once when asked for twice together', async () => {
    const ned = await signUp('ned');
    const answers = await Promise.all([change(ned, password, 'first choice'), change(ned, password, 'second choice')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403]);
  });
});
