import type { ChartSpec } from './build-spec.ts';

/** A specification that may be shown and drawn, or a sentence that says what is wrong with it. */
export type CheckedSpec = { ok: true; spec: ChartSpec } | { ok: false; detail: string };

const maxBytes = 200 * 1024;
const maxDepth = 24;
const maxRows = 5_000;
const maxPixels = 2_000;

const marks = new Set([
  'arc',
  'area',
  'bar',
  'boxplot',
  'circle',
  'errorband',
  'errorbar',
  'line',
  'point',
  'rect',
  'rule',
  'square',
  'text',
  'tick',
  'trail',
]);
const tops = new Set([
  '$schema',
  'title',
  'description',
  'name',
  'data',
  'width',
  'height',
  'autosize',
  'padding',
  'background',
  'mark',
  'encoding',
  'layer',
  'hconcat',
  'vconcat',
  'concat',
  'columns',
  'facet',
  'repeat',
  'spec',
  'resolve',
  'config',
  'transform',
  'view',
  'spacing',
  'align',
  'bounds',
  'center',
]);
const transforms = new Set([
  'aggregate',
  'bin',
  'filter',
  'flatten',
  'fold',
  'joinaggregate',
  'loess',
  'pivot',
  'quantile',
  'regression',
  'stack',
  'timeUnit',
  'window',
  'density',
  'impute',
]);
/** What reads from elsewhere, runs code, makes data without end, or leads away. */
const refusedKeys = new Set([
  'url',
  'href',
  'expr',
  'labelExpr',
  'signal',
  'signals',
  'params',
  'param',
  'calculate',
  'lookup',
  'sequence',
  'graticule',
  'sphere',
  'datasets',
  'usermeta',
  'loader',
  'projection',
  'topology',
  'test',
  'keyvals',
  'extent',
  '__proto__',
  'constructor',
  'prototype',
]);

/**
 * Checks a Vega-Lite specification from a model or a client: one that stands for itself, reaches nothing outside, runs no expression and
 * is small. Numbers and names in it may still be wrong; drawing it has a time limit.
 */
export function checkSpec(spec: unknown): CheckedSpec {
  try {
    if (!isRecord(spec)) throw new Fault('A chart is a JSON object.');
    const json = JSON.stringify(spec);
    if (Buffer.byteLength(json) > maxBytes)
      throw new Fault(
        `A chart may have ${maxBytes / 1024} KiB, this one has ${Math.ceil(Buffer.byteLength(json) / 1024)}.`,
      );
    const plain = JSON.parse(json) as ChartSpec;
    checkView(plain);
    walk(plain, '', 0);
    return { ok: true, spec: plain };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, detail: error.message };
    // JSON.stringify on circles, big integers and depths that no chart has.
    if (error instanceof TypeError || error instanceof RangeError)
      return { ok: false, detail: 'This chart is no JSON.' };
    throw error;
  }
}

class Fault extends Error {}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkView(spec: ChartSpec): void {
  const { $schema: schema } = spec;
  if (
    schema !== undefined &&
    !(
      typeof schema === 'string' &&
      /^https:\/\/vega\.github\.io\/schema\/vega-lite\/v[4-6](?:\.\d+){0,2}\.json$/.test(schema)
    )
  ) {
    throw new Fault('$schema has to be one of Vega-Lite.');
  }
  const unknown = Object.keys(spec).find((key) => !tops.has(key));
  if (unknown !== undefined) throw new Fault(`"${unknown.slice(0, 40)}" is not allowed in a chart.`);
  if (!['mark', 'layer', 'hconcat', 'vconcat', 'concat', 'spec'].some((key) => key in spec))
    throw new Fault('A chart needs a mark.');
}

function walk(value: unknown, key: string, depth: number): void {
  if (depth > maxDepth) throw new Fault('This chart is nested too deeply.');
  if (typeof value === 'string') checkText(value, key);
  if (typeof value === 'number') checkNumber(value, key);
  if (Array.isArray(value)) for (const item of value) walk(item, key, depth + 1);
  if (!isRecord(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    checkKey(name, inner, key);
    // Data are only ever values, so nothing in them is looked at further.
    if (name !== 'data') walk(inner, name, depth + 1);
  }
}

function checkKey(name: string, value: unknown, parent: string): void {
  if (refusedKeys.has(name)) throw new Fault(`"${name}" is not allowed in a chart.`);
  if (name === 'data') checkData(value);
  if (name === 'mark') checkMark(value);
  if (name === 'transform') checkTransforms(value);
  if ((name === 'filter' || (parent === 'filter' && /^(?:and|or|not)$/.test(name))) && hasText(value))
    throw new Fault('A filter has to be an object: expressions are not allowed in a chart.');
}

const hasText = (value: unknown): boolean => typeof value === 'string' || (Array.isArray(value) && value.some(hasText));

function checkData(data: unknown): void {
  if (data === null) return;
  if (
    !isRecord(data) ||
    !Array.isArray(data.values) ||
    Object.keys(data).some((key) => key !== 'values' && key !== 'name')
  ) {
    throw new Fault('The data of a chart have to be inline: {"values": […]}.');
  }
  if (data.values.length > maxRows)
    throw new Fault(`A chart may have ${maxRows} rows, this one has ${data.values.length}.`);
}

function checkMark(mark: unknown): void {
  const type = isRecord(mark) ? mark.type : mark;
  if (typeof type !== 'string' || !marks.has(type))
    throw new Fault(`The mark has to be one of ${[...marks].join(', ')}.`);
}

function checkTransforms(list: unknown): void {
  if (!Array.isArray(list) || list.length > 20) throw new Fault('transform has to be a list of at most 20.');
  for (const step of list) {
    if (!isRecord(step) || !Object.keys(step).some((key) => transforms.has(key)))
      throw new Fault(`A transform has to be one of ${[...transforms].join(', ')}.`);
  }
}

/** What stands here is written out as text and nothing else; names may look like anything. */
const wordKeys = new Set([
  'title',
  'subtitle',
  'text',
  'description',
  'field',
  'sort',
  'domain',
  'equal',
  'oneOf',
  'as',
]);

/** Anything that could make a viewer fetch or run something, also in colours. */
function checkText(text: string, key: string): void {
  if (key === '$schema' || wordKeys.has(key)) return;
  if (/url\s*\(|javascript:|data:|[a-z][a-z+.-]*:\/\/|<\s*[a-z!/]/i.test(text))
    throw new Fault(`"${key}" holds an address or markup, which a chart may not.`);
}

function checkNumber(value: number, key: string): void {
  if ((key === 'width' || key === 'height' || key === 'step') && (value < 1 || value > maxPixels))
    throw new Fault(`${key} has to be between 1 and ${maxPixels}.`);
  if ((key === 'maxbins' || key === 'steps' || key === 'tickCount') && value > 1_000)
    throw new Fault(`${key} may be 1,000 at most.`);
}
