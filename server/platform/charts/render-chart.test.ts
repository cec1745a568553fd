import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { buildSpec } from './build-spec.ts';
import { chooseChart } from './choose-chart.ts';
import { parseChartRequest } from './parse-request.ts';
import { type RenderedPicture, type RenderOptions, renderChart } from './render-chart.ts';

async function draw(text: string, options?: RenderOptions): Promise<RenderedPicture> {
  const request = parseChartRequest(text);
  assert.ok(request.ok);
  const chosen = chooseChart(request.table, request.wish);
  assert.ok(chosen.ok);
  const rendered = await renderChart(buildSpec(chosen.choice), options);
  assert.ok(rendered.ok, rendered.ok ? '' : rendered.detail);
  return rendered;
}

/** The colour of the corner, and the share of pixels that are far from it. */
async function look(png: Uint8Array): Promise<{ paper: number[]; ink: number }> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const paper = [...data.subarray(0, 3)];
  let ink = 0;
  for (let at = 0; at < data.length; at += info.channels) {
    if (paper.some((value, channel) => Math.abs((data[at + channel] ?? 0) - value) > 60)) ink += 1;
  }
  return { paper, ink: ink / (info.width * info.height) };
}

test('a picture has the words of the data, in SVG and PNG', async () => {
  const { svg, png, width, height } = await draw('chart: Umsätze by Straße: Ängelholm 5, Łódź 7', { scale: 1 });
  for (const word of ['Ängelholm', 'Łódź', 'Umsätze by Straße']) assert.ok(svg.includes(word), word);
  assert.deepEqual((({ format, ...size }) => [format, size.width, size.height])(await sharp(png).metadata()), [
    'png',
    width,
    height,
  ]);
  assert.ok((await look(png)).ink > 0.05);
});

test('text is drawn: the fonts are found', async () => {
  const spec = (fill: string) => ({
    data: { values: [{}] },
    width: 200,
    height: 60,
    mark: { type: 'text', text: 'Grüße WWWW', fontSize: 40, color: fill },
  });
  const [seen, unseen] = await Promise.all(['#000000', '#ffffff'].map((fill) => renderChart(spec(fill))));
  assert.ok(seen?.ok && unseen?.ok);
  assert.ok((await look(seen.png)).ink > (await look(unseen.png)).ink + 0.03);
});

test('light and dark have their paper', async () => {
  const text = 'chart: Ada 5, Ben 7';
  assert.deepEqual((await look((await draw(text)).png)).paper, [255, 255, 255]);
  assert.deepEqual((await look((await draw(text, { theme: 'dark' })).png)).paper, [22, 24, 29]);
});

test('every kind can be drawn', async () => {
  for (const text of [
    'bar chart of Ada 5, Ben -7',
    'stacked bar chart: 2023: Jan 10, Feb 20; 2024: Jan 12, Feb 25',
    'chart: 2023: Jan 10, Feb 20; 2024: Jan 12, Feb 25',
    'area chart of 3, 5, 4',
    'histogram of 3, 5, 4, 4, 4, 7',
    'pie of Ada 5, Ben 7, Cem 0',
    'plot: (1,2) (2,4) (3,9)',
    'chart: 2024-01-01 5, 2024-02-01 6',
  ]) {
    assert.ok((await look((await draw(text)).png)).ink > 0.002, text);
  }
});

test('text of the data stays text in the SVG', async () => {
  const { svg } = await draw('chart: "<script>alert(1)</script>" 5, "a & b" 7');
  assert.ok(!svg.includes('<script'));
  assert.ok(svg.includes('&lt;script&gt;') && svg.includes('a &amp; b'));
});

test('sizes are kept to', async () => {
  const { width, height } = await draw('chart: Ada 5, Ben 7', { width: 300, scale: 2 });
  assert.deepEqual([width, height], [600, 640]);
});

test('what can not be drawn is said', async () => {
  const empty = await renderChart({ data: { url: 'file:///etc/passwd' }, mark: 'bar' });
  assert.deepEqual([empty.ok, !empty.ok && empty.code], [false, 'spec_not_allowed']);
  const broken = await renderChart({ data: { values: [{ a: 1 }] }, layer: 5 });
  assert.deepEqual([broken.ok, !broken.ok && broken.code], [false, 'not_renderable']);
});

test('a specification that never ends is stopped, and the next one is drawn', async () => {
  const values = Array.from({ length: 5_000 }, (_, index) => ({ x: index, y: (index * 7919) % 997 }));
  // Each layer its own: what is the same is computed once.
  const smoothed = (layer: number) => ({
    transform: Array.from({ length: 10 }, () => ({ loess: 'y', on: 'x', bandwidth: 1 - layer / 100 })),
    mark: 'line',
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  });
  const endless = { data: { values }, layer: Array.from({ length: 15 }, (_, layer) => smoothed(layer)) };
  const [stopped, next] = await Promise.all([
    renderChart(endless),
    renderChart({ data: { values: [{ a: 1 }] }, mark: 'bar', encoding: { y: { field: 'a', type: 'quantitative' } } }),
  ]);
  assert.deepEqual([stopped.ok, !stopped.ok && stopped.code], [false, 'timeout']);
  assert.ok(next.ok);
});

test('drawing does not hold up the event loop', async () => {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await Promise.all(Array.from({ length: 10 }, (_, index) => draw(`chart: Ada ${index}, Ben 7`)));
  clearInterval(timer);
  assert.ok(longest < 250, `${longest} ms`);
});

test('a chart that is no longer wanted is not waited for', async () => {
  await assert.rejects(
    renderChart({ data: { values: [] }, mark: 'bar' }, { signal: AbortSignal.abort(new Error('cancelled')) }),
    /cancelled/,
  );
});
