import type { ColumnModel, DatabaseModel, TableModel } from '../../../connections/index.ts';
import { likeness } from '../lexicon/synonyms.ts';
import { stem } from '../text/stem.ts';
import { tokenize } from '../text/tokens.ts';
import { type Ref, refKey } from './refs.ts';
import { earningsColumn, keyColumn, nameColumns, nameWords, visibleColumns, wordsWithinTable } from './table-traits.ts';

/** A way to say something of the schema: its words, and how sure a full match makes us. */
interface Name {
  words: string[];
  weight: number;
  ref: Ref;
  /** Only a match of all words counts: the words are no description but a borrowed name. */
  whole: boolean;
}

export interface NameIndex {
  names: Name[];
  metrics: boolean;
}

/** Every way to name the visible tables, columns and metrics of a model. */
export function indexNames(model: DatabaseModel): NameIndex {
  const tables = model.tables.filter((table) => !table.hidden);
  const names = tables.flatMap((table) => [
    ...tableNames(table),
    ...visibleColumns(table).flatMap((column) => columnNames(table, column)),
  ]);
  return { names: [...names, ...metricNames(model)], metrics: model.metrics.length > 0 };
}

function tableNames(table: TableModel): Name[] {
  const ref: Ref = { kind: 'table', table, score: 1 };
  const words = nameWords(table.name);
  const own = phrases(table.synonyms).map((said) => ({ words: said, weight: 0.98, ref, whole: false }));
  const label: Ref = { kind: 'label', table, score: 1 };
  const named = nameColumns(table).length > 0 ? [['name'], ['full', 'name'], [...words, 'name']] : [];
  const labels = named.map((said) => ({ words: said, weight: said.length > 1 ? 0.97 : 0.95, ref: label, whole: true }));
  return [{ words, weight: 1, ref, whole: false }, ...own, ...labels, ...keyNames(table, words)];
}

/** "customer id" is the key of the customers, whatever it is called. */
function keyNames(table: TableModel, words: string[]): Name[] {
  const key = keyColumn(table);
  if (!key || key.hidden) return [];
  const ref: Ref = { kind: 'column', table, column: key, score: 1 };
  return [
    { words: ['id'], weight: 0.93, ref, whole: true },
    { words: [...words, 'id'], weight: 0.95, ref, whole: true },
  ];
}

function columnNames(table: TableModel, column: ColumnModel): Name[] {
  const ref: Ref = { kind: 'column', table, column, score: 1 };
  const words = nameWords(column.name);
  const within = wordsWithinTable(table, column);
  const names: Name[] = [{ words, weight: 1, ref, whole: false }];
  if (within) names.push({ words: within, weight: 0.97, ref, whole: false });
  else names.push({ words: [...nameWords(table.name), ...words], weight: 1, ref, whole: true });
  const generic = /^(name|title|code|id|type|label|flag)$/;
  if (words.length > 1 && generic.test(words.at(-1) ?? '')) {
    const weight = words.at(-1) === 'name' || words.at(-1) === 'title' ? 0.92 : words.at(-1) === 'id' ? 0.62 : 0.8;
    names.push({ words: words.slice(0, -1), weight, ref, whole: true });
  }
  if (column.type === 'boolean' && /^(is|has|was)$/.test(words[0] ?? ''))
    names.push({ words: words.slice(1), weight: 0.95, ref, whole: false });
  if (earningsColumn(table) === column)
    for (const said of ['revenue', 'turnover', 'income', 'earnings'])
      names.push({ words: [said], weight: 0.82, ref, whole: true });
  const said = [...column.synonyms, ...(column.comment ? [column.comment] : [])];
  for (const synonym of phrases(said))
    if (synonym.length <= 4) names.push({ words: synonym, weight: 0.96, ref, whole: true });
  return names;
}

function metricNames(model: DatabaseModel): Name[] {
  return model.metrics.flatMap((metric) => {
    const table = model.tables.find(
      ({ name, schema }) => name === metric.table || `${schema}.${name}` === metric.table,
    );
    if (!table) return [];
    const ref: Ref = { kind: 'metric', table, name: metric.name, expression: metric.expression, score: 1 };
    return phrases([metric.name, ...metric.synonyms]).map((words) => ({ words, weight: 1, ref, whole: false }));
  });
}

const phrases = (texts: string[]): string[][] =>
  texts.map((text) =>
    tokenize(text)
      .filter((token) => token.kind === 'word' && token.lower !== 'the')
      .map((token) => token.stem),
  );

/** What the words may name, best first; `words` are lower-case surface forms, `said` the stems of the whole question. Scores under 0.5 are left out. */
export function linkName(index: NameIndex, words: string[], said: ReadonlySet<string>): Ref[] {
  const stems = words.map(stem);
  const best = new Map<string, Ref>();
  for (const name of index.names) {
    const matched = name.weight * matchName(words, stems, name);
    if (matched < 0.5) continue;
    // "payments … received" speaks of payments_received rather than of payments_made.
    const score = nameWords(name.ref.table.name).every((word) => said.has(word)) ? matched : matched * 0.98;
    const ref = { ...name.ref, score };
    const known = best.get(refKey(ref));
    if (!known || known.score < score) best.set(refKey(ref), ref);
  }
  return [...best.values()].toSorted((left, right) => right.score - left.score);
}

function matchName(surface: string[], stems: string[], name: Name): number {
  const joined = name.words.join('');
  if (
    stems.join('') === joined ||
    stem(surface.join('')) === joined ||
    surface.slice(0, -1).join('') + stems.at(-1) === joined
  )
    return 1;
  const content = stems.filter((word) => word !== 'of' && word !== 'the');
  if (content.length === name.words.length) {
    const same = pairwise(content, name.words);
    if (same > 0) return same;
    const turned = content.length > 1 ? pairwise([...content].reverse(), name.words) : 0;
    if (turned > 0 && stems.length > content.length) return turned * 0.95;
  }
  const together = compound(surface, stems, name.words);
  if (together > 0) return together;
  if (name.whole || content.length === name.words.length || content.length !== stems.length) return 0;
  if (content.length < name.words.length) return partOf(content, name.words);
  return name.ref.kind === 'table' ? 0 : longerThan(content, name.words);
}

/** Words matched one by one; any stranger makes it 0. */
function pairwise(left: string[], right: string[]): number {
  let score = 1;
  for (const [at, word] of left.entries()) score *= likeness(word, right[at] ?? '');
  return score;
}

/** "sales representatives" for `salespersons`: the tail of a written-together name may be a synonym. */
function compound(surface: string[], stems: string[], names: string[]): number {
  if (names.length !== 1 || surface.length < 2) return 0;
  const head = surface.slice(0, -1).join('');
  const name = names[0] ?? '';
  if (!name.startsWith(head) || name.length <= head.length) return 0;
  return likeness(stems.at(-1) ?? '', name.slice(head.length)) * 0.95;
}

/** "payments" for `payments_received`, "elevation" for `highest_elevation`: part of a name, more if it holds the head. */
function partOf(words: string[], name: string[]): number {
  let score = 1;
  for (const word of words) score *= Math.max(...name.map((other) => likeness(word, other)));
  if (score === 0) return 0;
  const share = words.length / name.length;
  const head = likeness(words.at(-1) ?? '', name.at(-1) ?? '') > 0 || likeness(words[0] ?? '', name[0] ?? '') > 0;
  return score * ((head ? 0.55 : 0.45) + 0.3 * share);
}

/** "phone number" for `phone`: one word more than the name says, where the extra word only spells out its kind. */
function longerThan(words: string[], name: string[]): number {
  const redundant = /^(number|date|value|level|score|code|amount|day|time|population|type|name|point|text)$/;
  const rest = words.filter((word) => !name.some((other) => likeness(word, other) >= 0.85));
  if (words.length - rest.length !== name.length || rest.length !== 1 || !redundant.test(rest[0] ?? '')) return 0;
  return 0.78;
}
