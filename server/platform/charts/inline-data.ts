import { findDecimalMark } from './numbers.ts';
import { splitSubject } from './subject.ts';
import type { ChartTable } from './table.ts';
import { unnamed } from './table.ts';
import { type Token, tokenize } from './tokens.ts';

/** Data that stood between the words of a message, and the words that were not data. */
export interface InlineData {
  table: ChartTable;
  subject: string;
  /** Points in brackets are measurements: they are not joined by a line unless asked. */
  points?: true;
}

/** A label with its number; the label may be empty. */
interface Pair {
  label: string;
  value: number;
  unit: string;
}

interface Group {
  head: string;
  pairs: Pair[];
  /** Words behind the last number: `… Ben 60% as a pie`. */
  tail: string;
  /** Words alone: `months Jan Feb Mar`. */
  words: string[];
}

/** Finds the data in `sales by month Jan 10, Feb 20` and its many relatives; undefined where there is none. */
export function parseInlineData(text: string): InlineData | undefined {
  const points = readPoints(text);
  if (points) return points;
  const tokens = tokenize(text, findDecimalMark(text));
  const groups = splitAt(tokens, 'break')
    .map(readGroup)
    .filter((group) => group !== undefined);
  const withData = groups.filter(({ pairs }) => pairs.length > 0);
  if (withData.length === 0) return undefined;
  return withData.length > 1 && withData.every(({ pairs }) => pairs.length > 1)
    ? joinSeries(groups, withData)
    : singleSeries(groups);
}

const coordinate = '([-+−–]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d{1,3})?)';
const germanCoordinate = '([-+−–]?\\d+(?:,\\d+)?)';
const pointPattern = new RegExp(
  `[([]\\s*(?:${coordinate}\\s*[,;]\\s*${coordinate}|${germanCoordinate}\\s*;\\s*${germanCoordinate})\\s*[)\\]]`,
  'gu',
);

/** `(1,2) (2,4)`; the words around name the axes where they say "height vs weight". */
function readPoints(text: string): InlineData | undefined {
  const points = Array.from(text.matchAll(pointPattern), ([, x, y, germanX, germanY]) =>
    [x ?? germanX, y ?? germanY].map((run) => Number((run ?? '').replace(/[−–]/, '-').replace(',', '.'))),
  );
  if (points.length === 0) return undefined;
  const subject = text
    .replace(pointPattern, ' ')
    .replace(/[\s,;]+/g, ' ')
    .trim();
  const named = /(?:^|\s)(\S+)\s+(?:vs\.?|versus|gegen|against)\s+(\S+)/iu.exec(subject);
  const columns = named ? [named[1] ?? 'x', named[2] ?? 'y'] : ['x', 'y'];
  return { table: { columns, data: points }, subject, points: true };
}

function splitAt(tokens: Token[], type: Token['type']): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.type === type) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function readGroup(tokens: Token[]): Group | undefined {
  const { head, body } = takeHead(tokens);
  const items = splitItems(body.filter(({ type }) => type !== 'open' && type !== 'close'));
  const after = items.length > 1 && items.slice(1).every(startsWithNumber);
  const labelAfter = after && items.slice(1).every((item) => item.length > 1 && item.every(isPlain));
  const pairs = items.flatMap((item, index) => readItem(item, labelAfter, labelAfter && index === 0 ? head : []));
  const words = pairs.length > 0 ? [] : body.flatMap((token) => (token.type === 'word' ? [token.text] : []));
  if (pairs.length === 0 && words.length === 0 && head.length === 0) return undefined;
  return { head: head.join(' '), pairs, words, tail: pairs.length > 0 && !labelAfter ? tailOf(body) : '' };
}

const isPlain = (token: Token): boolean => token.type === 'number' || token.type === 'word';
const startsWithNumber = ([first, second]: Token[]): boolean => first?.type === 'number' && second?.type === 'word';

/** The words before a colon title what follows, unless the colon stands between a label and its one number: `Ada: 40, Ben: 60`. */
function takeHead(tokens: Token[]): { head: string[]; body: Token[] } {
  const colon = tokens.findIndex(({ type }) => type === 'bind');
  const head = tokens.slice(0, Math.max(colon, 0));
  const body = tokens.slice(colon + 1);
  const binds = body.some(({ type }) => type === 'bind');
  const oneNumber = splitItems(body)[0]?.filter(({ type }) => type === 'number' || type === 'list');
  const labels = body.some(({ type }) => type === 'word');
  const isHead =
    colon > 0 &&
    head.every(isPlain) &&
    (body[0]?.type === 'word' ||
      body[0]?.type === 'list' ||
      (!binds && !labels && body.length > 1) ||
      (!binds && (oneNumber?.length ?? 0) > 1));
  if (!isHead) return { head: [], body: tokens.filter(({ type }) => type !== 'bind') };
  return {
    head: head.map((token) => ('text' in token ? token.text : '')),
    body: body.filter(({ type }) => type !== 'bind'),
  };
}

/** At commas, and at "and" beside a number. */
function splitItems(tokens: Token[]): Token[][] {
  const marked = tokens.map((token, index): Token => {
    const joins = token.type === 'word' && /^(?:and|und|&|\+)$/i.test(token.text);
    const beside = tokens[index - 1]?.type === 'number' || (index > 0 && tokens[index + 1]?.type === 'number');
    return joins && beside ? { type: 'comma' } : token;
  });
  return splitAt(marked, 'comma');
}

function readItem(item: Token[], labelAfter: boolean, head: string[]): Pair[] {
  const list = item.find((token) => token.type === 'list');
  if (list) return list.values.map((value, index) => ({ label: index === 0 ? wordsOf(item) : '', value, unit: '' }));
  if (labelAfter) {
    const number = item.findIndex(({ type }) => type === 'number');
    const token = item[number];
    if (token?.type !== 'number') return [];
    head.push(...item.slice(0, number).map((word) => ('text' in word ? word.text : '')));
    return [{ label: wordsOf(item.slice(number + 1)), value: token.value, unit: token.unit }];
  }
  return pairUp(item);
}

function tailOf(body: Token[]): string {
  const last = body.findLastIndex(({ type }) => type === 'number' || type === 'list');
  return wordsOf(body.slice(last + 1));
}

const wordsOf = (item: Token[]): string =>
  item.flatMap((token) => (token.type === 'word' ? [token.text] : [])).join(' ');

/** `Jan 10 Feb 20`, `Jan 2024 10`, `2021 10 2022 20`, `temperature 12 15 11`: each number with the words before it. */
function pairUp(item: Token[]): Pair[] {
  if (yearsAlternate(item)) return yearPairs(item);
  const pairs: Pair[] = [];
  let label: string[] = [];
  for (let index = 0; index < item.length; index++) {
    const token = item[index];
    if (token?.type === 'word') label.push(token.text);
    if (token?.type !== 'number') continue;
    const value = item[index + 1];
    if (isYear(token) && value?.type === 'number' && isPairOfNumbers(item, index)) {
      pairs.push({ label: [...label, token.text].join(' '), value: value.value, unit: value.unit });
      index += 1;
    } else pairs.push({ label: label.join(' '), value: token.value, unit: token.unit });
    label = [];
  }
  return pairs;
}

/** Two numbers and no third beside them. */
const isPairOfNumbers = (item: Token[], index: number): boolean =>
  item[index - 1]?.type !== 'number' && item[index + 1]?.type === 'number' && item[index + 2]?.type !== 'number';

const isYear = (token: Token | undefined): boolean => token?.type === 'number' && /^(?:19|20|21)\d\d$/.test(token.text);

function yearsAlternate(item: Token[]): boolean {
  const values = item.filter((_, index) => index % 2 === 1);
  return (
    item.length > 2 &&
    item.length % 2 === 0 &&
    item.every((token, index) => index % 2 === 1 || isYear(token)) &&
    !values.every(isYear)
  );
}

function yearPairs(item: Token[]): Pair[] {
  return item.flatMap((token, index) => {
    const value = item[index + 1];
    return index % 2 === 0 && token.type === 'number' && value?.type === 'number'
      ? [{ label: token.text, value: value.value, unit: value.unit }]
      : [];
  });
}

/** All groups after one another: they were only lines, or there is just one. */
function singleSeries(groups: Group[]): InlineData {
  const pairs = groups.flatMap(({ head, pairs }) =>
    pairs.length === 1 && groups.length > 1 && head !== '' && pairs[0]?.label === ''
      ? [{ ...pairs[0], label: head }]
      : pairs,
  );
  const heads = groups
    .filter(({ pairs }) => !(pairs.length === 1 && groups.length > 1 && pairs[0]?.label === ''))
    .map(({ head }) => head);
  const words = groups.flatMap(({ words }) => words);
  const { subject, label } = splitSubject(pairs.map((pair) => pair.label));
  const labels = pairs.map((pair, index) => (index === 0 ? label : pair.label));
  const rest = [...heads, ...words, subject, ...groups.map(({ tail }) => tail)].filter(Boolean).join(' ');
  const units = unitOf(pairs);
  if (labels.every((text) => text === '')) {
    return {
      table: withUnit(
        [unnamed.value],
        pairs.map(({ value }) => [value]),
        units,
      ),
      subject: rest,
    };
  }
  const data = pairs.map(({ value }, index) => [labels[index] ?? '', value]);
  return { table: withUnit([unnamed.label, unnamed.value], data, units), subject: rest };
}

const unitOf = (pairs: Pair[]): string =>
  pairs.every(({ unit }) => unit === pairs[0]?.unit) ? (pairs[0]?.unit ?? '') : '';

function withUnit(columns: string[], data: ChartTable['data'], unit: string): ChartTable {
  const value = columns.at(-1) ?? '';
  return unit === '' ? { columns, data } : { columns, data, units: { [value]: unit } };
}

/** Several named rows of numbers, with labels of their own or from a row of words. */
function joinSeries(groups: Group[], series: Group[]): InlineData {
  const heads = series.map(
    ({ head, pairs }) => head || (pairs.slice(1).every(({ label }) => label === '') ? (pairs[0]?.label ?? '') : ''),
  );
  const { subject, label } = splitSubject(heads);
  const names = uniqueNames(heads.map((head, index) => (index === 0 ? label : head)));
  const words = groups.find((group) => group.pairs.length === 0)?.words ?? [];
  const ownLabels = series.some(({ head, pairs }) =>
    pairs.some((pair, index) => pair.label !== '' && (index > 0 || head !== '')),
  );
  const longest = Math.max(...series.map(({ pairs }) => pairs.length));
  if (/^x$/i.test(names[0] ?? '') && !ownLabels) {
    const data = Array.from({ length: longest }, (_, row) => series.map(({ pairs }) => pairs[row]?.value ?? null));
    return { table: { columns: names, data }, subject };
  }
  const header = words.length === longest + 1 ? words[0] : undefined;
  const rowLabels = words.length >= longest ? words.slice(-longest) : [];
  const keys = ownLabels
    ? [...new Set(series.flatMap(({ pairs }) => pairs.map((pair) => pair.label)))]
    : Array.from({ length: longest }, (_, index) => rowLabels[index] ?? index + 1);
  const data = keys.map((key, row) => [
    key,
    ...series.map(({ pairs }) => (ownLabels ? pairs.find((pair) => pair.label === key) : pairs[row])?.value ?? null),
  ]);
  const rest = rowLabels.length > 0 ? [] : words;
  const first = rowLabels.length > 0 || ownLabels ? (header ?? unnamed.label) : unnamed.index;
  const unit = unitOf(series.flatMap(({ pairs }) => pairs));
  return {
    table: {
      columns: [first, ...names],
      data,
      ...(unit === '' ? {} : { units: Object.fromEntries(names.map((name) => [name, unit])) }),
    },
    subject: [...rest, subject, ...groups.map(({ tail }) => tail)].filter(Boolean).join(' '),
  };
}

/** Columns are told apart by their names. */
function uniqueNames(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, index) => {
    const wanted = name || `${unnamed.series} ${index + 1}`;
    const count = (seen.get(wanted) ?? 0) + 1;
    seen.set(wanted, count);
    return count === 1 ? wanted : `${wanted} (${count})`;
  });
}
