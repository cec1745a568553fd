import { buildSpec, chooseChart, parseChartRequest, renderChart } from '../server/platform/charts/index.ts';
import type { Product } from './product.ts';
import type { Result } from './scenarios.ts';
import { percentile } from './sockets.ts';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec';
const text = `chart: London: 5 6 8 11 14 18 20 19 16 12 8 5; Oslo: -4 -4 0 5 11 15 17 16 11 6 1 -3; months ${months}`;

/** From the text of a message to SVG and PNG: the first chart loads Vega, the others are one after the other. */
export async function drawCharts(_product: Product, seconds: number): Promise<Result[]> {
  const first = await drawOne();
  const times: number[] = [];
  for (const until = performance.now() + seconds * 1_000; performance.now() < until; ) times.push(await drawOne());
  return [
    { what: 'first chart', value: `${Math.round(first)} ms` },
    {
      what: '  further charts p50 / p99',
      value: `${percentile(times, 0.5).toFixed(0)} / ${percentile(times, 0.99).toFixed(0)} ms`,
    },
  ];
}

async function drawOne(): Promise<number> {
  const started = performance.now();
  const request = parseChartRequest(text);
  const chosen = request.ok ? chooseChart(request.table, request.wish) : request;
  if (!chosen.ok) throw new Error(chosen.detail);
  const drawn = await renderChart(buildSpec(chosen.choice));
  if (!drawn.ok) throw new Error(drawn.detail);
  return performance.now() - started;
}
