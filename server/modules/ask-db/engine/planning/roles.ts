import type { Filter, Frame, Measure, Output, RankBy } from '../grammar/frame.ts';
import { holdsNumbers, isNumeric, isTemporal, type Mention, type Ref } from '../linking/refs.ts';
import { moneyColumns, nameColumns, tallyColumn } from '../linking/table-traits.ts';

/** What a phrase has to do in the query; it decides which of its meanings fit. */
export type Part =
  | 'count'
  | 'sum'
  | 'avg'
  | 'extreme'
  | 'output'
  | 'group'
  | 'value'
  | 'number'
  | 'text'
  | 'context'
  | 'rank'
  | 'flag'
  | 'any'
  | 'time'
  | 'set';

/** Each mention of a frame with its part, owners before what they own. */
export function partsOf(frame: Frame): Map<Mention, Part> {
  const parts = new Map<Mention, Part>();
  const put = (mention: Mention | null, part: Part): void => {
    if (mention && !parts.has(mention)) parts.set(mention, part);
  };
  const measure = (one: Measure): void => {
    const part: Record<Measure['fn'], Part> = {
      count: 'count',
      sum: 'sum',
      avg: 'avg',
      min: 'extreme',
      max: 'extreme',
      value: 'number',
    };
    put(one.of, part[one.fn]);
    one.filters.forEach(filter);
  };
  const output = (one: Output): void => {
    if (one.kind === 'mention') put(one.mention, 'output');
    else if (one.kind === 'measure') measure(one);
    else for (const side of [one.part, one.of]) measure(side);
  };
  const rankBy = (by: RankBy | null, part: Part): void => {
    if (by?.kind === 'mention') put(by.mention, part);
    else if (by?.kind === 'hints') put(by.of, 'context');
    else if (by) output(by);
  };
  const filter = (one: Filter): void => {
    for (const [mention, part] of filterParts(one)) put(mention, part);
    if (one.kind === 'or') one.either.forEach(filter);
    else if (one.kind === 'exists') one.filters.forEach(filter);
    else if (one.kind === 'compare' && 'kind' in one.left) measure(one.left);
  };
  frame.outputs.forEach(output);
  for (const group of frame.groups) if (group.kind === 'mention') put(group.mention, 'group');
  for (const context of frame.contexts) put(context, 'context');
  frame.filters.forEach(filter);
  rankBy(frame.rank?.by ?? null, 'rank');
  for (const { by } of frame.order) rankBy(by, 'any');
  put(frame.head, 'context');
  for (const mention of [...parts.keys()]) put(mention.owner, 'context');
  return parts;
}

function filterParts(filter: Filter): [Mention, Part][] {
  switch (filter.kind) {
    case 'value':
      return [[filter.mention, 'value']];
    case 'exists':
      return [[filter.mention, 'set']];
    case 'many':
      return [[filter.of, 'set']];
    case 'time':
      return filter.hint ? [[filter.hint, 'time']] : [];
    case 'compare':
      return 'kind' in filter.left ? [] : [[filter.left, 'number']];
    case 'between':
    case 'than-average':
      return [[filter.left, 'number']];
    case 'like':
      return [[filter.left, 'text']];
    case 'flag':
      return [[filter.left, 'flag']];
    case 'empty':
      return [[filter.left, 'any']];
    default:
      return [];
  }
}

/** How well a meaning fits its part, from 0 (impossible) to 1. */
export function fit(ref: Ref, part: Part): number {
  if (part === 'value' || ref.kind === 'value') return part === 'value' && ref.kind === 'value' ? fitValue(ref) : 0;
  if (ref.kind === 'metric') return ['sum', 'avg', 'output', 'rank', 'number', 'any'].includes(part) ? 1 : 0;
  if (ref.kind === 'table') return fitTable(ref, part);
  return ref.kind === 'label' ? fitLabel(ref, part) : fitColumn(ref, part);
}

/** A thing is rather meant where it is listed under its own name than where another row refers to it. */
function fitValue(ref: Extract<Ref, { kind: 'value' }>): number {
  return nameColumns(ref.table).includes(ref.column) ? 1 : 0.96;
}

function fitTable(ref: Extract<Ref, { kind: 'table' }>, part: Part): number {
  if (part === 'sum') return tallyColumn(ref.table) ? 0.97 : moneyColumns(ref.table).length > 0 ? 0.9 : 0;
  if (part === 'rank' || part === 'any' || part === 'time') return 0.9;
  if (part === 'text') return nameColumns(ref.table).length > 0 ? 0.9 : 0;
  return ['avg', 'extreme', 'number', 'flag'].includes(part) ? 0 : 1;
}

function fitLabel(ref: Extract<Ref, { kind: 'label' }>, part: Part): number {
  if (part === 'text') return nameColumns(ref.table).length === 1 ? 1 : 0;
  return ['output', 'group', 'any', 'context'].includes(part) ? 1 : part === 'count' ? 0.8 : 0;
}

function fitColumn({ column }: Extract<Ref, { kind: 'column' }>, part: Part): number {
  const number = isNumeric(column) ? 1 : holdsNumbers(column) ? 0.95 : 0;
  switch (part) {
    case 'sum':
    case 'avg':
    case 'number':
      return /(^|_)id$/i.test(column.name) && part !== 'number' ? 0 : number;
    case 'extreme':
    case 'rank':
      return isTemporal(column) ? 1 : number;
    case 'count':
      return /(^|_)id$/i.test(column.name) && !column.isPrimaryKey ? 0.7 : 0.9;
    case 'group':
      return column.type === 'number' ? 0.6 : 1;
    case 'text':
      return column.type === 'text' ? 1 : isNumeric(column) ? 0.5 : 0.3;
    case 'flag':
      return column.type === 'boolean' ? 1 : 0;
    case 'set':
      return 0.6;
    case 'context':
      return 0.92;
    case 'time':
      return isTemporal(column) ? 1 : 0.5;
    default:
      return 1;
  }
}
