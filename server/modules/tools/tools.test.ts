import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Media } from '@parlance/contracts';
import { Value } from 'typebox/value';
import { startApp } from '../../../test/harness/index.ts';
import type { Tool, ToolContext, ToolResult } from '../../platform/agent/tool.ts';
import { checkSpec } from '../../platform/charts/index.ts';
import { newId } from '../../platform/ids.ts';
import { storeMedia } from '../media/index.ts';
import { builtinTools } from './index.ts';

const app = await startApp();
const ada = await app.signUp('ada');
const bea = await app.signUp('bea');
const at = new Date('2026-11-21T23:30:00Z');
const tools = builtinTools({ now: () => at, saveMedia: (file) => storeMedia(app.platform, file) });

const toolOf = (name: string): Tool => {
  const tool = tools.find((candidate) => candidate.name === name);
  assert.ok(tool);
  return tool;
};

async function call(name: string, args: unknown, ctx: Partial<ToolContext> = {}): Promise<ToolResult> {
  const tool = toolOf(name);
  assert.ok(Value.Check(tool.parameters, args), JSON.stringify(args));
  return tool.call(args, {
    userId: ada.user.id,
    conversationId: newId(),
    audience: 'own',
    runId: newId(),
    signal: new AbortController().signal,
    progress: () => undefined,
    ...ctx,
  });
}

const chartOf = (result: ToolResult) => {
  assert.ok(result.ok, result.ok ? '' : result.detail);
  const [part] = result.parts ?? [];
  assert.ok(part?.type === 'chart' && part.media_id);
  return { ...part, ...(JSON.parse(result.content) as { svg_media_id: string; png_media_id: string }) };
};

test('a chart is shown and kept as PNG and SVG of the asker alone', async () => {
  const steps: string[] = [];
  const result = await call(
    'make_chart',
    { text: 'chart: sales by month Jan 10, Feb 20, Mar 15' },
    { progress: (step) => steps.push(step) },
  );
  const { spec, media_id, svg_media_id } = chartOf(result);
  assert.deepEqual(steps, ['Creating visualization…']);
  assert.ok(checkSpec(spec).ok);
  assert.match(result.ok ? (result.answer ?? '') : '', /Bar chart of sales by month: 3 values, from 10 to 20/);
  const png = (await ada.call<Media>('GET', `/v1/media/${media_id}/info`)).body;
  assert.deepEqual([png.mime, png.filename], ['image/png', 'Sales by month.png']);
  assert.ok((png.width ?? 0) > 600 && png.thumbnail_url);
  const svg = (await ada.call<Media>('GET', `/v1/media/${svg_media_id}/info`)).body;
  assert.deepEqual([svg.mime, svg.filename], ['image/svg+xml', 'Sales by month.svg']);
  const bytes = await fetch(app.url + svg.url);
  assert.match(bytes.headers.get('content-disposition') ?? '', /^attachment/);
  assert.match(await bytes.text(), /^<svg/);
  assert.equal((await bea.call('GET', `/v1/media/${media_id}/info`)).status, 404);
});

test('rows make a chart too, of the kind and title that are asked for', async () => {
  const args = {
    columns: ['region', 'revenue'],
    data: [
      ['North', 10],
      ['South', '1,200.50'],
      [null, 3],
    ],
    kind: 'pie',
    title: 'Où?',
  };
  const { spec } = chartOf(await call('make_chart', args));
  assert.match(JSON.stringify(spec), /"arc".*/);
  assert.deepEqual((spec.title as { text: string[] }).text, ['Où?']);
});

test('what makes no chart is said, and nothing is kept', async () => {
  const before = (await bea.call<{ items: Media[] }>('GET', '/v1/media')).body.items.length;
  for (const args of [{}, { text: 'chart: hello' }, { columns: ['a'], data: [] }]) {
    const result = await call('make_chart', args, { userId: bea.user.id });
    assert.equal(!result.ok && result.code, 'no_chart_data');
  }
  assert.equal((await bea.call<{ items: Media[] }>('GET', '/v1/media')).body.items.length, before);
});

test('a chart that has no room in media is shown nevertheless', async () => {
  const cem = await app.signUp('cem');
  for (let index = 0; index < 100; index++)
    await storeMedia(app.platform, { ownerId: cem.user.id, filename: `${index}.txt`, bytes: Buffer.from('x') });
  const result = await call('make_chart', { text: 'chart: Ada 1, Ben 2' }, { userId: cem.user.id });
  assert.ok(result.ok);
  assert.deepEqual([result.parts?.[0]?.type, JSON.parse(result.content).png_media_id], ['chart', null]);
  assert.match(result.answer ?? '', /No picture was stored: You have too many uploads/);
});

test('a cancelled chart ends', async () => {
  await assert.rejects(
    call('make_chart', { text: 'chart: 1, 2' }, { signal: AbortSignal.abort(new Error('cancelled')) }),
    /cancelled/,
  );
});

test('calculations say whether they are exact', async () => {
  const answer = async (expression: string) => {
    const result = await call('calculate', { expression });
    return result.ok ? result.answer : result.code;
  };
  assert.equal(await answer('What is 2^64?'), '= **18,446,744,073,709,551,616**');
  assert.equal(await answer('sqrt(2)'), '≈ **1.4142135623731**');
  assert.equal(await answer('the meaning of life'), 'not_an_expression');
});

test('the time is that of the place', async () => {
  const answer = async (args: object) => {
    const result = await call('current_time', args);
    return result.ok ? result.answer : result.code;
  };
  assert.equal(await answer({}), 'It is **23:30** on Saturday, 21 November 2026 in UTC.');
  assert.equal(
    await answer({ time_zone: 'Asia/Kolkata' }),
    'It is **05:00** on Sunday, 22 November 2026 in Asia/Kolkata (UTC+05:30).',
  );
  assert.equal(
    await answer({ time_zone: 'new york' }),
    'It is **18:30** on Saturday, 21 November 2026 in America/New York (UTC-05:00).',
  );
  assert.equal(
    await answer({ question: 'Wie spät ist es in Tokio?' }),
    'It is **08:30** on Sunday, 22 November 2026 in Asia/Tokyo (UTC+09:00).',
  );
  assert.equal(
    await answer({ question: 'What time is it in New York right now?' }),
    'It is **18:30** on Saturday, 21 November 2026 in America/New York (UTC-05:00).',
  );
  assert.equal(await answer({ time_zone: 'Middle/Earth' }), 'unknown_time_zone');
});

test('names are unique, and every tool says what it is for', () => {
  assert.equal(new Set(tools.map(({ name }) => name)).size, tools.length);
  for (const { name, description, parameters } of tools) {
    assert.match(name, /^[a-z]+(?:_[a-z]+)*$/);
    assert.ok(description.length > 40 && 'properties' in parameters);
  }
});
