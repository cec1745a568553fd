import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSpec } from './check-spec.ts';

const sound = {
  mark: 'bar',
  data: { values: [{ a: 'https://example.org <b>', b: 1 }] },
  encoding: { x: { field: 'a' }, y: { field: 'b' } },
};

test('a sound specification passes as it is, whatever text its data hold', () => {
  assert.deepEqual(checkSpec(sound), { ok: true, spec: sound });
  const layered = {
    data: sound.data,
    layer: [{ mark: { type: 'line' }, encoding: sound.encoding }],
    transform: [{ filter: { field: 'b', gt: 0 } }],
  };
  assert.deepEqual(checkSpec(layered), { ok: true, spec: layered });
});

const refused: [what: string, change: object, why: RegExp][] = [
  ['data from an address', { data: { url: 'https://example.org/a.csv' } }, /inline/],
  ['data from a file in a layer', { layer: [{ mark: 'bar', data: { url: 'file:///etc/passwd' } }] }, /inline/],
  ['made data without end', { data: { sequence: { start: 0, stop: 1e12 } } }, /inline/],
  ['data with a format', { data: { values: [], format: { type: 'csv' } } }, /inline/],
  ['an image', { mark: { type: 'image' } }, /mark/],
  ['an image by its address', { encoding: { url: { value: 'x' } } }, /"url"/],
  ['a link', { encoding: { href: { value: 'x' } } }, /"href"/],
  ['an expression', { transform: [{ calculate: '1', as: 'c' }] }, /transform|calculate/],
  ['an expression beside a transform', { transform: [{ aggregate: [], calculate: '1' }] }, /calculate/],
  ['a filter in code', { transform: [{ filter: 'datum.b > 1' }] }, /filter/],
  ['a filter in code inside "or"', { transform: [{ filter: { or: ['datum.b > 1'] } }] }, /filter/],
  ['a list of filters in code', { transform: [{ filter: ['datum.b > 1'] }] }, /filter/],
  ['a condition in code', { encoding: { color: { condition: { test: 'datum.b', value: 'red' } } } }, /"test"/],
  ['an axis label in code', { encoding: { x: { field: 'a', axis: { labelExpr: 'datum' } } } }, /"labelExpr"/],
  ['a parameter', { params: [{ name: 'p', expr: '1' }] }, /"params"/],
  ['a signal in a value', { width: { signal: 'alert(1)' } }, /"signal"/],
  ['options for the viewer', { usermeta: { embedOptions: { loader: {} } } }, /"usermeta"/],
  ['a colour that fetches', { encoding: { color: { value: 'url(https://example.org/a.svg)' } } }, /address/],
  ['a background that fetches', { background: 'URL (//example.org)' }, /address/],
  ['a colour of the title that fetches', { title: { text: 'a', color: 'url(#b)' } }, /address/],
  ['a plain Vega specification', { marks: [], signals: [] }, /"marks"/],
  ['another schema', { $schema: 'https://example.org/vega-lite/v6.json' }, /\$schema/],
  ['too many rows', { data: { values: Array.from({ length: 5_001 }, () => 1) } }, /5000 rows/],
  ['too many bytes', { description: 'é'.repeat(110_000) }, /200/],
  ['a huge picture', { width: 1e6 }, /width/],
  ['a huge step', { height: { step: 1e5 } }, /step/],
  ['countless bins', { encoding: { x: { field: 'a', bin: { maxbins: 1e9 } } } }, /maxbins/],
];

for (const [what, change, why] of refused) {
  test(`${what} is refused`, () => {
    const checked = checkSpec({ ...sound, ...change });
    assert.ok(!checked.ok);
    assert.match(checked.detail, why);
  });
}

test('what is no object, no JSON or nested without end is refused', () => {
  const circle: Record<string, unknown> = { mark: 'bar' };
  circle.config = circle;
  let deep: unknown = {};
  for (let index = 0; index < 30; index++) deep = { a: deep };
  for (const value of [
    undefined,
    null,
    'bar',
    [],
    5,
    {},
    circle,
    { mark: 'bar', width: 10n },
    { mark: 'bar', config: deep },
    JSON.parse('{"mark":"bar","config":{"__proto__":{"a":1}}}'),
  ]) {
    assert.equal(checkSpec(value).ok, false);
  }
});
