import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backoffMs } from './backoff.ts';
import { NetworkError, ParlanceError, parseRetryAfter } from './errors.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { type HttpRequest, Transport } from './transport.ts';

const get: HttpRequest = { method: 'GET', path: '/v1/users/me' };
const post: HttpRequest = { method: 'POST', path: '/v1/messages', json: { content: 'Grüße' } };

function refusal(status: number, headers: Record<string, string> = {}): Response {
  const body = { error: 'unavailable', detail: 'database: try again.', request_id: 'r-7' };
  return new Response(JSON.stringify(body), { status, headers });
}

/** A transport over a network that answers as scripted; once the script ends, with `{"ok":true}`. */
function scripted(script: ((init: RequestInit) => Response | Promise<Response>)[], random = () => 0.5) {
  const clock = new ManualClock();
  const calls: { url: string; init: RequestInit }[] = [];
  const network = async (url: unknown, init: RequestInit = {}) => {
    calls.push({ url: String(url), init });
    return (await script.shift()?.(init)) ?? new Response('{"ok":true}');
  };
  const transport = new Transport({
    baseUrl: 'https://chat.example.org',
    fetch: network as typeof fetch,
    timeoutMs: 20_000,
    clock,
    random,
  });
  return { transport, clock, calls };
}

const lost = () => {
  throw new TypeError('fetch failed');
};

/** Never answers; ends as fetch does when it is aborted. */
const silence = ({ signal }: RequestInit) =>
  new Promise<Response>((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });

describe('retrying', () => {
  test('a read goes on after a lost network, 502, 503 and 429, waiting longer each time', async () => {
    const { transport, clock, calls } = scripted([lost, () => refusal(502), () => refusal(503)]);
    const answer = transport.send(get);
    for (const expected of [150, 300, 600]) {
      await clock.untilWaiting((ms) => ms === expected);
      clock.advance(expected);
    }
    assert.deepEqual(await answer, { ok: true });
    assert.equal(calls.length, 4);
  });

  test('four attempts are enough; then the last error is thrown', async () => {
    const { transport, clock, calls } = scripted([lost, lost, lost, lost, lost]);
    const answer = transport.send(get);
    const outcome = assert.rejects(answer, NetworkError);
    for (const expected of [150, 300, 600]) {
      await clock.untilWaiting((ms) => ms === expected);
      clock.advance(expected);
    }
    await outcome;
    assert.equal(calls.length, 4);
  });

  test('Retry-After is the least it waits, and more than 30 s is passed on to the caller', async () => {
    const { transport, clock } = scripted([() => refusal(429, { 'retry-after': '7' })]);
    const answer = transport.send(get);
    await clock.untilWaiting((ms) => ms === 7_150);
    clock.advance(7_150);
    assert.deepEqual(await answer, { ok: true });

    const patient = scripted([() => refusal(429, { 'retry-after': '3600' })]);
    await assert.rejects(patient.transport.send(get), { status: 429, retryAfterMs: 3_600_000 });
    assert.equal(patient.calls.length, 1);
  });

  test('a write that is not idempotent is sent once, one that is may be repeated', async () => {
    const once = scripted([() => refusal(503)]);
    await assert.rejects(once.transport.send(post), { status: 503, code: 'unavailable', requestId: 'r-7' });
    assert.equal(once.calls.length, 1);

    const { transport, clock, calls } = scripted([() => refusal(503)]);
    const answer = transport.send({ ...post, idempotent: true });
    await clock.untilWaiting((ms) => ms === 150);
    clock.advance(150);
    await answer;
    assert.equal(calls.length, 2);
  });

  test('what the request itself is to blame for is not repeated', async () => {
    for (const status of [400, 403, 404, 409, 422, 500]) {
      const { transport, calls } = scripted([() => refusal(status)]);
      await assert.rejects(transport.send(get), { status });
      assert.equal(calls.length, 1);
    }
  });

  test('waiting ends when the caller gives up', async () => {
    const abort = new AbortController();
    const { transport, clock, calls } = scripted([lost]);
    const outcome = assert.rejects(transport.send({ ...get, signal: abort.signal }), NetworkError);
    await clock.untilWaiting((ms) => ms === 150);
    abort.abort();
    await outcome;
    assert.equal(calls.length, 1);
    assert.deepEqual(clock.waits, []);
  });
});

describe('one request', () => {
  test('that gets no answer in time is a NetworkError that says so', async () => {
    const { transport, clock } = scripted([silence]);
    const outcome = assert.rejects(transport.send(post), { name: 'NetworkError', timedOut: true });
    await clock.untilWaiting((ms) => ms === 20_000);
    clock.advance(20_000);
    await outcome;
  });

  test('carries its token, its query and its body, and asks for JSON', async () => {
    const { transport, calls } = scripted([]);
    await transport.send({ ...post, query: { q: 'zoë & omar', limit: undefined }, token: 't-1' });
    const headers = new Headers(calls[0]?.init.headers);
    assert.equal(calls[0]?.url, 'https://chat.example.org/v1/messages?q=zo%C3%AB+%26+omar');
    assert.equal(headers.get('authorization'), 'Bearer t-1');
    assert.equal(headers.get('content-type'), 'application/json');
    assert.equal(calls[0]?.init.body, '{"content":"Grüße"}');
  });

  test('answered with nothing is undefined; with a page of somebody else a broken network', async () => {
    const none = scripted([() => new Response(null, { status: 204 })]);
    assert.equal(await none.transport.send({ ...get, method: 'DELETE' }), undefined);
    const portal = scripted([() => new Response('<html>Welcome to our hotel</html>')]);
    await assert.rejects(portal.transport.send({ ...post }), NetworkError);
  });

  test('refused by something that is no Parlance server still says with which status', async () => {
    const { transport } = scripted([() => new Response('<h1>Bad Gateway</h1>', { status: 500 })]);
    await assert.rejects(transport.send(get), (error) => {
      assert.ok(error instanceof ParlanceError);
      assert.deepEqual([error.status, error.code, error.fields, error.requestId], [500, 'unexpected_answer', [], null]);
      return true;
    });
  });

  test('refused for its fields names them', async () => {
    const fields = [{ path: 'content', message: 'must not be empty' }];
    const body = JSON.stringify({ error: 'validation_failed', detail: 'content: must not be empty.', fields });
    const { transport } = scripted([() => new Response(body, { status: 422 })]);
    await assert.rejects(transport.send(post), {
      code: 'validation_failed',
      fields,
      message: 'content: must not be empty.',
    });
  });
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-21T09:00:00Z');
  assert.equal(parseRetryAfter('2', now), 2_000);
  assert.equal(parseRetryAfter('Sat, 21 Nov 2026 09:00:05 GMT', now), 5_000);
  assert.equal(parseRetryAfter('Sat, 21 Nov 2026 08:00:00 GMT', now), 0);
  assert.equal(parseRetryAfter('soon', now), null);
  assert.equal(parseRetryAfter(null, now), null);
});

test('backoff doubles up to its cap and is spread over all of it', () => {
  const options = { baseMs: 1_000, capMs: 30_000 };
  const longest = [1, 2, 3, 4, 5, 6, 7, 2_000].map((attempt) => backoffMs(attempt, options, () => 1));
  assert.deepEqual(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(
    backoffMs(5, options, () => 0),
    0,
  );
  assert.equal(
    backoffMs(1, options, () => 0.5, 7_000),
    7_500,
  );
});
