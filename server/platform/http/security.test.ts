import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorBody } from '@parlance/contracts';
import { as, startBareHttp } from '../../../test/harness/bare-http.ts';
import type { Http } from './types.ts';

const routes = (http: Http): void => {
  const open = { config: { public: true } };
  http.get('/', open, async () => ({}));
  http.get('/health', open, async () => ({}));
  http.get('/v1/things', async () => ({}));
  http.put('/v1/things/:id', async () => ({}));
  http.delete('/v1/things/:id', async () => ({}));
  http.get('/app/*', open, async () => ({}));
};
const start = (settings: Record<string, string> = {}) => startBareHttp(settings, routes);

test('answers carry a strict policy, no referrer and no HSTS over http', async () => {
  const { headers } = await (await start()).inject({ url: '/' });
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /default-src 'self';script-src 'self';/);
  assert.doesNotMatch(policy, /unsafe-eval|upgrade-insecure-requests/);
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['x-frame-options'], 'DENY');
  assert.equal(headers['strict-transport-security'], undefined);
});

test('no other origin may call by default', async () => {
  const http = await start();
  const { headers } = await http.inject({ url: '/', headers: { origin: 'https://chat.example.org' } });
  assert.equal(headers['access-control-allow-origin'], undefined);
});

test('a listed origin may call, also when the answer is an error, and another one may not', async () => {
  const http = await start({ CORS_ORIGINS: 'https://chat.example.org,https://b.example.org' });
  const ask = (origin: string) => http.inject({ url: '/v1/things', headers: { origin } });
  const refusedToken = await ask('https://chat.example.org');
  assert.equal(refusedToken.statusCode, 401);
  assert.equal(refusedToken.headers['access-control-allow-origin'], 'https://chat.example.org');
  assert.match(String(refusedToken.headers['access-control-expose-headers']), /RateLimit-Remaining.*X-Request-ID/);
  assert.equal((await ask('https://evil.example.org')).headers['access-control-allow-origin'], undefined);
});

test('a preflight is answered without a token', async () => {
  const http = await start({ CORS_ORIGINS: '*' });
  const { statusCode, headers } = await http.inject({
    method: 'OPTIONS',
    url: '/v1/things/1',
    headers: { origin: 'https://chat.example.org', 'access-control-request-method': 'PUT' },
  });
  assert.equal(statusCode, 204);
  assert.match(String(headers['access-control-allow-methods']), /PUT/);
  assert.equal(headers['ratelimit-limit'], undefined);
});

test('only listed hosts are answered, whatever their case and port; health under every name', async () => {
  const http = await start({ ALLOWED_HOSTS: 'chat.example.org' });
  const ask = (host: string, url = '/') => http.inject({ url, headers: { host } });
  assert.equal((await ask('chat.example.org')).statusCode, 200);
  assert.equal((await ask('Chat.Example.org:8443')).statusCode, 200);
  const refused = await ask('evil.example.org');
  assert.equal(refused.statusCode, 421);
  assert.equal(refused.json<ErrorBody>().error, 'host_not_allowed');
  assert.ok(refused.headers['x-request-id']);
  assert.equal((await ask('10.0.0.7:8000', '/health')).statusCode, 200);
});

test('with HTTPS_ONLY pages move to https, API calls are refused and https is remembered', async () => {
  const http = await start({ HTTPS_ONLY: 'true', TRUST_PROXY: 'true', PUBLIC_URL: 'https://chat.example.org' });
  const moved = await http.inject({ url: '/?a=1', headers: { host: 'evil.example.org' } });
  assert.equal(moved.statusCode, 308);
  assert.equal(moved.headers.location, 'https://chat.example.org/?a=1');
  const refused = await http.inject({ url: '/v1/things', headers: as('ada') });
  assert.equal(refused.statusCode, 403);
  assert.match(refused.json<ErrorBody>().detail, /https:\/\/chat\.example\.org/);
  const secure = await http.inject({ url: '/v1/things', headers: { ...as('ada'), 'x-forwarded-proto': 'https' } });
  assert.equal(secure.statusCode, 200);
  assert.match(String(secure.headers['strict-transport-security']), /max-age=31536000/);
  assert.equal((await http.inject({ url: '/health' })).statusCode, 200);
});

test('a known path with another method is a 405 that names the methods; an unknown one a 404', async () => {
  const http = await start();
  const wrong = await http.inject({ method: 'POST', url: '/v1/things/42/?x=1' });
  assert.equal(wrong.statusCode, 405);
  assert.equal(wrong.headers.allow, 'DELETE, PUT');
  assert.equal(wrong.json<ErrorBody>().error, 'method_not_allowed');
  assert.equal((await http.inject({ method: 'PUT', url: '/v1/things/' })).headers.allow, 'GET, HEAD');
  for (const url of ['/v1/thing', '/v1/things/42/more']) {
    const unknown = await http.inject({ url });
    assert.equal(unknown.statusCode, 404, url);
    assert.equal(unknown.json<ErrorBody>().error, 'route_not_found');
  }
});

test('seed paths reach the route of today', async () => {
  const http = await startBareHttp({}, (app) => {
    app.get('/v1/users/:id', async ({ params }) => params);
  });
  for (const url of ['/users/42', '/api/v1/users/42', '/v1/users/42']) {
    assert.deepEqual((await http.inject({ url, headers: as('ada') })).json(), { id: '42' });
  }
});
