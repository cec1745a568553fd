import { longestPhrase, type Sense, sensesOf } from '../lexicon/lexicon.ts';
import { readNumber } from '../lexicon/numbers.ts';
import { linkName, type NameIndex } from '../linking/link-names.ts';
import { linkValue, type ValueIndex } from '../linking/link-values.ts';
import type { Mention, Ref } from '../linking/refs.ts';
import { stem } from '../text/stem.ts';
import type { Token } from '../text/tokens.ts';
import { type Recurring, readTime, type TimeRange } from './time-range.ts';

/** A stretch of the question with what it is: the words a grammar works on. */
export type Item =
  | { kind: 'mention'; mention: Mention }
  | { kind: 'sense'; senses: Sense[]; text: string }
  | { kind: 'number'; value: number; text: string }
  | { kind: 'quoted'; text: string }
  | { kind: 'time'; time: TimeRange | Recurring }
  | { kind: 'unknown'; text: string };

export interface Linker {
  names: NameIndex;
  values: ValueIndex;
  today: string;
  /** The stems of all words of the question. */
  said: ReadonlySet<string>;
}

const longestMention = 5;
/** Alone, these link to too much to mean anything by it. */
const neverAlone =
  /^(a|an|the|of|in|on|at|by|to|for|and|or|is|are|as|it|its|no|not|all|me|us|i|do|be|with|from|this|that|than)$/;

/** Cuts a clause into items: times first, then whichever of schema, values and lexicon covers more. */
export function itemize(tokens: Token[], linker: Linker): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < tokens.length; ) {
    const [item, length] = readItem(tokens, at, linker);
    items.push(item);
    at += length;
  }
  return joinCompounds(items);
}

/** "business category", "car models": the first noun only says whose the second is. */
function joinCompounds(items: Item[]): Item[] {
  return items.filter((item, at) => {
    const next = items[at + 1];
    if (item.kind !== 'mention' || next?.kind !== 'mention') return true;
    const [first, second] = [item.mention, next.mention];
    const names =
      !first.plural &&
      !first.verb &&
      !second.verb &&
      first.refs[0]?.kind === 'table' &&
      second.refs[0]?.kind !== 'value' &&
      !sensesOf(second.text.toLowerCase())?.some(({ role }) => role === 'verb');
    if (names) second.owner = first;
    return !names;
  });
}

function readItem(tokens: Token[], at: number, linker: Linker): [Item, number] {
  const time = readTime(tokens, at, linker.today);
  if (time && !(time.time.kind !== 'range' && storedName(tokens, at, time.end, linker)))
    return [{ kind: 'time', time: time.time }, time.end - at];
  const token = tokens[at];
  if (!token) return [{ kind: 'unknown', text: '' }, 1];
  if (token.kind === 'quoted') return [readQuoted(token, linker), 1];
  const mention = readMention(tokens, at, linker);
  const sense = readSense(tokens, at);
  if (mention && prefersMention(mention, sense)) return [{ kind: 'mention', mention }, mention.length];
  const number = readNumber(tokens, at);
  if (number && (!sense || sense[1] <= number.end - at))
    return [{ kind: 'number', value: number.value, text: token.text }, number.end - at];
  if (sense) return [{ kind: 'sense', senses: sense[0], text: phrase(tokens, at, sense[1]) }, sense[1]];
  return [{ kind: 'unknown', text: token.text }, 1];
}

/** "on Mondays" where a column holds "Monday" is a stored value and no calendar arithmetic. */
function storedName(tokens: Token[], at: number, end: number, linker: Linker): boolean {
  return tokens.slice(at, end).some((token) => linkValue(linker.values, token.stem).some((ref) => ref.score >= 0.75));
}

const phrase = (tokens: Token[], at: number, length: number): string =>
  tokens
    .slice(at, at + length)
    .map((token) => token.lower)
    .join(' ');

function readQuoted(token: Token, linker: Linker): Item {
  const refs = linkValue(linker.values, token.text).filter((ref) => ref.score >= 0.55);
  if (refs.length === 0) return { kind: 'quoted', text: token.text };
  return { kind: 'mention', mention: { text: token.text, refs, plural: false, length: 1, owner: null, verb: false } };
}

function readSense(tokens: Token[], at: number): [Sense[], number] | null {
  for (let length = Math.min(longestPhrase, tokens.length - at); length > 0; length -= 1) {
    const found = sensesOf(phrase(tokens, at, length));
    if (found) return [found, length];
  }
  return null;
}

/** The longest run of words at `at` that links to the schema or to stored values. */
function readMention(tokens: Token[], at: number, linker: Linker): Mention | null {
  for (let length = Math.min(longestMention, tokens.length - at); length > 0; length -= 1) {
    const span = tokens.slice(at, at + length);
    if (!span.every((token) => token.kind === 'word' || (token.kind === 'number' && length > 1))) continue;
    if (neverAlone.test(span[0]?.lower ?? '') || neverAlone.test(span.at(-1)?.lower ?? ''))
      if (!allCapital(span)) continue;
    const refs = refsOf(span, linker);
    if (refs.length > 0) return mentionOf(span, refs);
  }
  return null;
}

const allCapital = (span: Token[]): boolean =>
  span.every((token) => token.text.length > 1 && token.text === token.text.toUpperCase());

function refsOf(span: Token[], linker: Linker): Ref[] {
  const words = span.map((token) => token.lower);
  const named = linkName(linker.names, words, linker.said);
  const common = span.length === 1 && !span[0]?.capital && (span[0]?.lower.length ?? 0) < 3;
  const stored = common ? [] : linkValue(linker.values, span.map((token) => token.text).join(' '));
  const refs = [...named, ...stored].toSorted((left, right) => right.score - left.score);
  const best = refs[0]?.score ?? 0;
  const near = (ref: Ref): number => (ref.kind === 'table' ? 0.05 : 0.35);
  return best < 0.55 ? [] : refs.filter((ref) => ref.score >= Math.max(0.5, best - near(ref))).slice(0, 16);
}

function mentionOf(span: Token[], refs: Ref[]): Mention {
  const last = span.at(-1)?.lower ?? '';
  const best = refs[0]?.score ?? 0;
  const verb =
    span.length === 1 &&
    !refs.some((ref) => ref.kind === 'value') &&
    ((best < 0.92 && /(ed|ing|sold|paid|bought|born|made|sent|taught|written|wrote)$/.test(last)) || isVerbForm(last));
  const plural = last.endsWith('s') && stem(last) !== last;
  return {
    text: span.map((token) => token.text).join(' '),
    refs,
    plural: plural || stem(last) === 'person',
    length: span.length,
    owner: null,
    verb,
  };
}

/** Words that everyday sentences use as verbs, even where a table is called the same (`writes`, `teaches`). */
const isVerbForm = (word: string): boolean =>
  /[^s]s$|ed$|ing$|wrote|taught/.test(word) && (sensesOf(word)?.some(({ role }) => role === 'verb') ?? false);

/** Which reading wins where schema and lexicon both know the words: the longer, else the surer. */
function prefersMention(mention: Mention, sense: [Sense[], number] | null): boolean {
  if (!sense) return true;
  const [senses, length] = sense;
  if (mention.length !== length) return mention.length > length && (mention.refs[0]?.score ?? 0) >= 0.6;
  if (mention.refs[0]?.kind === 'value' && !/^\p{Lu}/u.test(mention.text)) return false;
  const light = senses.every(({ role }) =>
    ['verb', 'filler', 'order', 'return', 'pronoun', 'percentage', 'empty', 'limit'].includes(role),
  );
  const verb = senses.some(({ role }) => role === 'verb');
  return (mention.refs[0]?.score ?? 0) >= (verb ? 0.88 : light ? 0.8 : 0.95);
}
