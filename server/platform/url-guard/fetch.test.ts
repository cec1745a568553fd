import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createUrlGuard, OutboundError } from './index.ts';

const allow = ['127.0.0.1'];

/** A server on a loopback address; `port` 0 takes a free one. */
async function listen(handler: RequestListener, host = '127.0.0.1', port = 0): Promise<number> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('an allowed server is answered with status, headers and body, also when the status is an error', async () => {
  const port = await listen((request, response) => {
    response.writeHead(418, { 'x-kind': 'teapot' }).end(`${request.method} ${request.url}`);
  });
  const answer = await createUrlGuard(allow).fetch(`http://127.0.0.1:${port}/hook?a=1`, { method: 'POST', body: '{}' });
  assert.equal(answer.status, 418);
  assert.equal(answer.headers.get('x-kind'), 'teapot');
  assert.equal(Buffer.from(answer.body).toString(), 'POST /hook?a=1');
});

test('without the allow list the same server is never reached', async () => {
  let reached = false;
  const port = await listen((_request, response) => {
    reached = true;
    response.end();
  });
  const guard = createUrlGuard([]);
  for (const host of [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    'example.org@127.0.0.1',
  ]) {
    await assert.rejects(guard.fetch(`http://${host}:${port}/`), { code: 'url_not_allowed' }, host);
  }
  assert.equal(reached, false);
});

test('other schemes and credentials in the address are refused', async () => {
  const guard = createUrlGuard(allow);
  for (const url of [
    'file:///etc/passwd',
    'ftp://example.org/',
    'gopher://example.org/',
    'javascript:1',
    'example.org',
    '',
    'http://',
    'http://ada:pw@127.0.0.1/',
  ]) {
    await assert.rejects(guard.fetch(url), { code: 'url_not_allowed' }, url);
  }
});

test('a name that changes between check and connect is connected to where it was checked', async () => {
  const port = await listen((_request, response) => response.end('checked'));
  let reached = false;
  await listen(
    (_request, response) => {
      reached = true;
      response.end('rebound');
    },
    '127.0.0.2',
    port,
  );
  let asked = 0;
  const rebinding = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
  const answer = await createUrlGuard(allow, rebinding).fetch(`http://rebind.example.org:${port}/`);
  assert.equal(Buffer.from(answer.body).toString(), 'checked');
  assert.deepEqual([asked, reached], [1, false]);
});

test('a redirect to a private address is refused and the address never reached', async () => {
  let reached = false;
  const inner = await listen((_request, response) => {
    reached = true;
    response.end();
  }, '127.0.0.2');
  for (const target of [
    `http://127.0.0.2:${inner}/`,
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'file:///etc/passwd',
    `//127.0.0.2:${inner}/`,
  ]) {
    const port = await listen((_request, response) => {
      response.writeHead(302, { location: target }).end();
    });
    await assert.rejects(createUrlGuard(allow).fetch(`http://127.0.0.1:${port}/`), { code: 'url_not_allowed' }, target);
  }
  assert.equal(reached, false);
});

test('allowed redirects are followed, three at most', async () => {
  let hops = 0;
  const port = await listen((request, response) => {
    hops += 1;
    if (request.url === '/end') response.end('here');
    else response.writeHead(302, { location: request.url === '/once' ? '/end' : '/loop' }).end();
  });
  const guard = createUrlGuard(allow);
  const answer = await guard.fetch(`http://127.0.0.1:${port}/once`);
  assert.equal(answer.url, `http://127.0.0.1:${port}/end`);
  hops = 0;
  await assert.rejects(guard.fetch(`http://127.0.0.1:${port}/loop`), { reason: 'too_many_redirects' });
  assert.equal(hops, 4);
});

test('secrets stay with their origin, and a POST that is sent elsewhere becomes a GET where browsers do that', async () => {
  const seen: Pick<IncomingMessage, 'method' | 'headers'>[] = [];
  const other = await listen((request, response) => {
    seen.push(request);
    response.end();
  });
  const redirect = (status: number) =>
    listen((_request, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${other}/` }).end();
    });
  const request = { method: 'POST', body: '{}', headers: { authorization: 'Bearer x', 'x-signature': 's' } } as const;
  for (const status of [303, 307])
    await createUrlGuard(allow).fetch(`http://127.0.0.1:${await redirect(status)}/`, request);
  assert.deepEqual(
    seen.map(({ method }) => method),
    ['GET', 'POST'],
  );
  for (const { headers } of seen) {
    assert.equal(headers.authorization, undefined);
    assert.equal(headers['x-signature'], 's');
  }
});

test('a huge body is cut off, also one that only unpacks to a huge one', async () => {
  const packed = gzipSync(Buffer.alloc(20 * 1024 * 1024));
  const port = await listen((request, response) => {
    if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    else {
      const flood = () => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', flood);
      flood();
    }
  });
  const guard = createUrlGuard(allow);
  for (const path of ['/packed', '/endless']) {
    await assert.rejects(
      guard.fetch(`http://127.0.0.1:${port}${path}`, { maxBytes: 100_000 }),
      { reason: 'too_large' },
      path,
    );
  }
});

test('a server that is silent, drips or cannot be found in time is given up', async () => {
  const port = await listen((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200);
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(drip));
  });
  const guard = createUrlGuard(allow);
  for (const path of ['/silent', '/drip']) {
    await assert.rejects(
      guard.fetch(`http://127.0.0.1:${port}${path}`, { timeoutMs: 150 }),
      { reason: 'timeout' },
      path,
    );
  }
  const deaf = createUrlGuard([], () => new Promise(() => undefined));
  await assert.rejects(deaf.fetch('http://example.org/', { timeoutMs: 50 }), { reason: 'timeout' });
});

test('a closed port is unreachable, in a sentence that names only the host that was given', async () => {
  const rejected = createUrlGuard(allow).fetch('http://127.0.0.1:1/');
  await assert.rejects(rejected, (error) => {
    assert.ok(error instanceof OutboundError);
    assert.deepEqual([error.reason, error.message], ['unreachable', '127.0.0.1 cannot be reached.']);
    return true;
  });
});
