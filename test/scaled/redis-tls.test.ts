import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AuthTokens, Conversation, Health } from '@parlance/contracts';
import { makeCertificates } from '../harness/certificates.ts';
import { eventually } from '../harness/eventually.ts';
import { password } from '../harness/index.ts';
import { startOwnRedis } from '../harness/own-redis.ts';
import { ask, type RoleProcess, type Settings, startRole } from '../harness/processes.ts';
import { connect } from '../harness/socket-client.ts';
import { createEmptyDatabase } from '../harness/template.ts';

const certificates = makeCertificates();
const redis = await startOwnRedis(certificates);
const database = await createEmptyDatabase();
after(database.remove);
const settings: Settings = { ...database.settings, REDIS_URL: redis.url, SECRET_KEY: 's'.repeat(40), WORKER: 'off' };
const trusting: Settings = { ...settings, NODE_EXTRA_CA_CERTS: certificates.authority };

const healthOf = async (url: string): Promise<string> => {
  const { body } = await ask<Health>(`${url}/health`);
  return `${body.status}: redis ${body.components.redis}`;
};

const stop = async (server: RoleProcess): Promise<string> => {
  const { code, output, errors } = await server.stop();
  assert.equal(code, 0, errors);
  return output + errors;
};

test('with the authority in NODE_EXTRA_CA_CERTS servers reach each other through rediss://', async () => {
  const servers = [await startRole(trusting), await startRole(trusting)];
  const [first, second] = servers.map(({ url }) => url);
  assert.ok(first && second);
  for (const url of [first, second])
    await eventually('linked', async () => (await healthOf(url)) === 'healthy: redis healthy');
  const signedUp = await ask<AuthTokens>(`${first}/v1/auth/signup`, {
    method: 'POST',
    body: { username: 'zoë', password },
  });
  const token = signedUp.body.access_token;
  const opened = await ask<Conversation>(`${first}/v1/conversations`, {
    method: 'POST',
    token,
    body: { member_ids: [] },
  });
  const [here, there] = [await connect(first, { token }), await connect(second, { token })];
  // What is not in any log comes through Redis or not at all.
  const other = await ask<AuthTokens>(`${second}/v1/auth/signup`, {
    method: 'POST',
    body: { username: 'omar', password },
  });
  const members = { member_ids: [other.body.user.id] };
  const { body } = await ask<Conversation>(`${first}/v1/conversations`, { method: 'POST', token, body: members });
  assert.notEqual(body.id, opened.body.id);
  const omar = await connect(second, { token: other.body.access_token });
  here.send({ type: 'typing', conversation_id: body.id });
  assert.equal((await omar.next('typing')).conversation_id, body.id);
  for (const client of [here, there, omar]) client.socket.terminate();
  for (const server of servers) await stop(server);
});

test('a server that does not know the authority, or asked for another name, goes on without Redis and says why', async () => {
  const renamed = { ...trusting, REDIS_URL: redis.url.replace('127.0.0.1', 'localhost') };
  for (const [own, reason] of [
    [settings, /self-signed certificate|unable to verify/],
    [renamed, /does not match certificate/],
  ] as const) {
    const server = await startRole(own);
    assert.equal(await healthOf(server.url), 'degraded: redis unhealthy');
    assert.equal((await ask(`${server.url}/ready`)).status, 200);
    assert.match(await stop(server), reason);
  }
});
