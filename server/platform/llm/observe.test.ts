import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { fail, scriptedKey, text, usage } from '../../../test/harness/scripted-model.ts';
import { startTracing } from '../telemetry/index.ts';
import { ask, readAll, readUntilFault, startLab } from './testing/lab.ts';

interface Span {
  name: string;
  kind: number;
  status?: { code?: number };
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** A collector that speaks OTLP over HTTP. */
async function startCollector(): Promise<{ url: string; spans: Span[] }> {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = JSON.parse(Buffer.concat(chunks).toString()) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
    };
    spans.push(...sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans).flatMap((scope) => scope.spans));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

test('each call is a span with what it took, and nothing of what was said', async () => {
  const { url, spans } = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = url;
  const stop = await startTracing(process.env, '1.0.0');
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const { model } = await startLab('google', {
    script: [[text('a secret answer'), usage(11, 7)], fail(400, { message: 'You wrote: a secret question' })],
  });
  await readAll(model, { ...ask('a secret question'), temperature: 0.5, maxTokens: 99 });
  await readUntilFault(model, ask('a secret question'));
  await stop();

  const [done, failed] = spans.filter(({ name }) => name === 'chat scripted');
  const attributes = (span: Span | undefined) =>
    Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, value]));
  assert.deepEqual(attributes(done), {
    'gen_ai.operation.name': { stringValue: 'chat' },
    'gen_ai.provider.name': { stringValue: 'gcp.gemini' },
    'gen_ai.request.model': { stringValue: 'scripted' },
    'gen_ai.request.temperature': { doubleValue: 0.5 },
    'gen_ai.request.max_tokens': { intValue: 99 },
    'gen_ai.response.finish_reasons': { arrayValue: { values: [{ stringValue: 'stop' }] } },
    'gen_ai.usage.input_tokens': { intValue: 11 },
    'gen_ai.usage.output_tokens': { intValue: 7 },
  });
  assert.deepEqual(attributes(failed)['error.type'], { stringValue: 'bad_request' });
  assert.equal(failed?.status?.code, 2);
  assert.equal(done?.kind, 3);
  assert.doesNotMatch(JSON.stringify(spans), new RegExp(`secret|${scriptedKey}`));
});
