import type { DatabaseModel, ValueHit } from '../../../connections/index.ts';
import { placeCodes, placeNames } from '../lexicon/places.ts';
import { tokenize } from '../text/tokens.ts';
import { type Ref, tableKey } from './refs.ts';
import { visibleColumns } from './table-traits.ts';

type ValueRef = Extract<Ref, { kind: 'value' }>;

export interface ValueIndex {
  exact: Map<string, ValueRef[]>;
  /** Runs of words inside longer values: "silver" in "Titan Silver". */
  inside: Map<string, ValueRef[]>;
}

/** A phrase or value in the form they are compared in: stems with single spaces. */
function normalizeValue(text: string): string {
  return tokenize(text)
    .map((token) => (token.kind === 'quoted' ? normalizeValue(token.text) : token.stem))
    .join(' ');
}

/** The stored values of categorical columns and those found for this question, by what people would write. */
export function indexValues(model: DatabaseModel, hits: ValueHit[]): ValueIndex {
  const index: ValueIndex = { exact: new Map(), inside: new Map() };
  for (const table of model.tables.filter(({ hidden }) => !hidden)) {
    for (const column of visibleColumns(table)) {
      if (column.type !== 'text') continue;
      for (const { value } of column.values ?? [])
        addValue(index, { kind: 'value', table, column, value, match: 'equals', score: 1 });
    }
  }
  for (const hit of hits) addHit(index, model, hit);
  return index;
}

function addValue(index: ValueIndex, ref: ValueRef): void {
  const key = normalizeValue(ref.value);
  if (!key) return;
  add(index.exact, key, ref);
  if (ref.value.length <= 3)
    for (const name of placeNames(ref.value)) add(index.exact, normalizeValue(name), { ...ref, score: 0.9 });
  for (const code of placeCodes(ref.value))
    if (code.length > 1) add(index.exact, code.toLowerCase(), { ...ref, score: 0.9 });
  const words = key.split(' ');
  if (words.length > 6) return;
  for (let start = 0; start < words.length; start += 1) {
    for (let end = start + 1; end <= words.length; end += 1) {
      const part = words.slice(start, end).join(' ');
      if (part !== key && part.length >= 3)
        add(index.inside, part, {
          ...ref,
          value: part,
          match: 'contains',
          score: 0.45 + 0.35 * (part.length / key.length),
        });
    }
  }
}

function addHit(index: ValueIndex, model: DatabaseModel, hit: ValueHit): void {
  const table = model.tables.find((one) => !one.hidden && (tableKey(one) === hit.table || one.name === hit.table));
  const column = table?.columns.find(({ name, hidden }) => name === hit.column && !hidden);
  if (!table || !column || hit.score < 0.75) return;
  add(index.exact, normalizeValue(hit.phrase), {
    kind: 'value',
    table,
    column,
    value: hit.value,
    match: 'equals',
    score: hit.score,
  });
}

function add(map: Map<string, ValueRef[]>, key: string, ref: ValueRef): void {
  const known = map.get(key) ?? [];
  const same = known.some((one) => one.column === ref.column && one.table === ref.table && one.value === ref.value);
  if (!same) map.set(key, [...known, ref]);
}

/** The stored values a phrase may mean, best first: the same spelling, else a run of words inside values of a column. */
export function linkValue(index: ValueIndex, phrase: string): Ref[] {
  const key = normalizeValue(phrase);
  const exact = index.exact.get(key) ?? [];
  const taken = new Set(exact.map((ref) => ref.column));
  const inside = (index.inside.get(key) ?? []).filter((ref) => !taken.has(ref.column));
  return [...exact, ...inside].toSorted((left, right) => right.score - left.score);
}
