import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { startApp } from '../../../test/harness/index.ts';
import { isTracing, startTracing } from './index.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: Record<string, unknown> }[];
}

interface Export {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[];
}

/** A collector that speaks OTLP over HTTP and keeps what it got. */
async function startCollector() {
  const exports: Export[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    assert.equal(request.url, '/v1/traces');
    exports.push(JSON.parse(Buffer.concat(chunks).toString()) as Export);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, exports };
}

const attribute = ({ attributes }: Pick<Span, 'attributes'>, key: string) =>
  attributes.find((one) => one.key === key)?.value;

test('without the variables there is no tracing, and they can switch it off again', async () => {
  await startTracing({}, '1.0.0');
  await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }, '1.0.0');
  await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' }, '1.0.0');
  assert.equal(isTracing(), false);
});

test('a request, its statements and the job it enqueued reach the collector as one trace', async () => {
  const collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  after(() => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  });
  const app = await startApp();
  const email = 'ada@example.org';
  await app.call('POST', '/v1/auth/signup', { username: 'ada', email, password: 'correct horse battery staple' });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  const { status } = await app.call('POST', '/v1/auth/forgot-password', { email }, { traceparent });
  assert.equal(status, 200);
  // The mail is sent by a job.
  while ((await app.platform.jobs.depth())['reset-mail']) await setImmediate();
  await app.close();

  const all = collector.exports.flatMap(({ resourceSpans }) => resourceSpans);
  assert.deepEqual(attribute(all[0]?.resource ?? { attributes: [] }, 'service.name'), { stringValue: 'parlance' });
  const spans = all.flatMap(({ scopeSpans }) => scopeSpans).flatMap((scope) => scope.spans);
  const ofTrace = spans.filter((span) => span.traceId === traceId);
  const request = ofTrace.find(({ name }) => name === 'POST /v1/auth/forgot-password');
  assert.ok(request, ofTrace.map(({ name }) => name).join());
  assert.equal(request.parentSpanId, 'b7ad6b7169203331');
  assert.deepEqual(attribute(request, 'http.route'), { stringValue: '/v1/auth/forgot-password' });
  assert.deepEqual(attribute(request, 'http.response.status_code'), { intValue: 200 });
  const job = ofTrace.find(({ name }) => name.startsWith('job '));
  assert.ok(job, ofTrace.map(({ name }) => name).join());
  const statements = ofTrace.filter((span) => attribute(span, 'db.query.text'));
  assert.ok(statements.some(({ parentSpanId }) => parentSpanId === job.spanId));
  assert.doesNotMatch(JSON.stringify(spans), /ada@example\.org|correct horse/);
});
