import assert from 'node:assert/strict';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import type { ErrorBody } from '@parlance/contracts';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { startApp } from '../../../test/harness/index.ts';
import { deriveKeys } from '../../platform/crypto/index.ts';
import { createAuthenticate } from './index.ts';

let clock = 0;
const app = await startApp({ now: () => new Date(Date.now() + clock) });
const ada = await app.signUp('ada');

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token made by hand, since no library signs the wrong ones. */
function forge(claims: object, { alg = 'HS256', key }: { alg?: string; key?: KeyObject | undefined } = {}): string {
  const text = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  if (alg === 'none') return `${text}.`;
  const digest = alg === 'HS512' ? 'sha512' : 'sha256';
  return `${text}.${createHmac(digest, key ?? rightKey())
    .update(text)
    .digest('base64url')}`;
}

const rightKey = () => deriveKeys(app.platform.secrets, 'access-token', 32)[0];
const ask = (token: string) =>
  app.call<ErrorBody>('GET', '/v1/auth/me', undefined, { authorization: `Bearer ${token}` });

test('a token carries sub, sid, jti, iat and exp, signed with HS256', () => {
  assert.equal(decodeProtectedHeader(ada.token).alg, 'HS256');
  const claims = decodeJwt(ada.token);
  assert.deepEqual(Object.keys(claims).sort(), ['exp', 'iat', 'jti', 'sid', 'sub']);
  assert.equal(claims.sub, ada.user.id);
  assert.equal(Number(claims.exp) - Number(claims.iat), app.platform.config.ACCESS_TOKEN_SECONDS);
});

test('the same claims signed rightly are let in, so the refusals below are for their reasons', async () => {
  assert.equal((await ask(forge(decodeJwt(ada.token)))).status, 200);
});

test('forged, changed and foreign tokens are refused', async () => {
  const claims = decodeJwt(ada.token);
  const grace = await app.signUp('grace');
  const [header, body, signature] = ada.token.split('.');
  const wrong: Record<string, string> = {
    'no algorithm': forge(claims, { alg: 'none' }),
    'no algorithm, old signature': `${encode({ alg: 'none' })}.${body}.${signature}`,
    'another algorithm': forge(claims, { alg: 'HS512' }),
    'another key': forge(claims, { key: createSecretKey(Buffer.alloc(32, 7)) }),
    'the key of another purpose': forge(claims, { key: deriveKeys(app.platform.secrets, 'media-url', 32)[0] }),
    'the secret itself': forge(claims, { key: app.platform.secrets[0] }),
    'changed claims': `${header}.${encode({ ...claims, sub: grace.user.id })}.${signature}`,
    'a cut signature': `${header}.${body}.${signature?.slice(0, -2)}`,
    'no session': forge({ ...claims, sid: undefined }),
    'no expiry': forge({ ...claims, exp: undefined }),
    "another user's session": forge({ ...claims, sub: grace.user.id }),
    'a session that is no id': forge({ ...claims, sid: "' or true --" }),
    'a user that is no id': forge({ ...claims, sub: '*' }),
    'a refresh token': ada.refreshToken,
    nonsense: 'nonsense',
    '50 kB': 'x'.repeat(50_000),
  };
  for (const [why, token] of Object.entries(wrong)) {
    const { status, body: error, headers } = await ask(token);
    assert.deepEqual([status, error.error], [401, 'unauthorized'], why);
    assert.match(String(headers['www-authenticate']), /^Bearer/, why);
    assert.ok(!JSON.stringify(error).includes(token), why);
  }
});

test('a token is refused from the moment it expires, also when it was just seen', async () => {
  const bob = await app.signUp('bob');
  assert.equal((await bob.call('GET', '/v1/auth/me')).status, 200);
  clock = app.platform.config.ACCESS_TOKEN_SECONDS * 1_000 - 2_000;
  assert.equal((await bob.call('GET', '/v1/auth/me')).status, 200);
  clock += 2_000;
  const { status, body } = await bob.call<ErrorBody>('GET', '/v1/auth/me');
  assert.deepEqual([status, body.error], [401, 'token_expired']);
  clock = 0;
});

test('a known token costs no query, an ended session ends it at once', async () => {
  const eve = await app.signUp('eve');
  assert.equal((await eve.call('GET', '/v1/auth/sessions')).status, 200);
  const session = String(decodeJwt(eve.token).sid);
  // Behind the back of this process: without the signal, the cache still answers.
  await app.platform.db.deleteFrom('sessions').where('id', '=', session).execute();
  assert.equal((await eve.call('GET', '/v1/auth/sessions')).status, 200);
  app.platform.bus.publish({ kind: 'sessions-ended', userId: eve.user.id, sessionIds: [session] });
  assert.equal((await eve.call('GET', '/v1/auth/sessions')).status, 401);
});

test('a session that ends while its token is being checked is not remembered', async () => {
  const eve = await app.signUp('evelyn');
  const session = String(decodeJwt(eve.token).sid);
  const authenticate = createAuthenticate(app.platform);
  const checking = authenticate(eve.token);
  app.platform.bus.publish({ kind: 'sessions-ended', userId: eve.user.id, sessionIds: [session] });
  assert.equal((await checking).userId, eve.user.id, 'the row was still there when it was read');
  await app.platform.db.deleteFrom('sessions').where('id', '=', session).execute();
  await assert.rejects(authenticate(eve.token), { code: 'unauthorized' });
});
