import assert from 'node:assert/strict';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { ErrorBody as Envelope, type ErrorBody } from '@parlance/contracts';
import { Value } from 'typebox/value';
import { as, startBareHttp } from '../../../test/harness/bare-http.ts';

const http = await startBareHttp({}, (routes) => {
  routes.get('/v1/things/:id', async () => ({}));
  routes.post('/v1/things', async () => ({}));
});
await http.listen({ host: '127.0.0.1', port: 0 });
const { port } = http.server.address() as AddressInfo;

/** What the server says to these bytes, until it hangs up. */
async function exchange(bytes: string): Promise<{ status: number; head: string; body: ErrorBody }> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  const parsed: unknown = JSON.parse(body);
  assert.ok(Value.Check(Envelope, parsed), body);
  assert.ok(head.toLowerCase().includes(`x-request-id: ${parsed.request_id}`), head);
  return { status: Number(head.split(' ')[1]), head, body: parsed };
}

const refused: [name: string, bytes: string, status: number, code: string][] = [
  ['no HTTP at all', 'HELO example.org\r\n\r\n', 400, 'bad_request'],
  ['an unknown method', 'FROB / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
  ['a control character in the address', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
  ['headers beyond 16 KiB', `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  [
    'two lengths for one body',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'bad_request',
  ],
  [
    'a body that ends early',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-ada\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"a":',
    400,
    'bad_request',
  ],
];
for (const [name, bytes, status, code] of refused) {
  test(`${name} gets the envelope and the end of the connection`, async () => {
    const answer = await exchange(bytes);
    assert.deepEqual([answer.status, answer.body.error], [status, code]);
  });
}

for (const path of ['/%', '/v1/things/%ff', '/v1/things/%ED%A0%80', `/v1/things/${'a'.repeat(5_000)}`]) {
  test(`the address ${path.slice(0, 30)} gets the envelope`, async () => {
    const answer = await http.inject({ url: path, headers: { ...as('ada'), 'x-request-id': 'mine-1' } });
    const body = answer.json<ErrorBody>();
    assert.deepEqual([answer.statusCode, body.error, body.request_id], [400, 'bad_request', 'mine-1']);
    assert.equal(answer.headers['x-request-id'], 'mine-1');
    assert.ok(Value.Check(Envelope, body));
  });
}

test('a compressed body is refused as such, not as broken JSON', async () => {
  const headers = { ...as('ada'), 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const answer = await http.inject({ method: 'POST', url: '/v1/things', headers, payload: Buffer.from('1f8b', 'hex') });
  assert.deepEqual([answer.statusCode, answer.json<ErrorBody>().error], [415, 'unsupported_media_type']);
});
