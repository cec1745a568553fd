import type { Analysis, Token, TokenRange } from '../text/analyse.ts';
import type { AnswerType } from './question.ts';

/** A place that may be the answer, with what it is. */
export interface Candidate extends TokenRange {
  kind: AnswerType;
}

const inName = new Set([
  'of',
  'the',
  'de',
  'von',
  'van',
  'der',
  'la',
  'le',
  'du',
  'da',
  'di',
  'al',
  'and',
  '-',
  "'s",
  '’s',
  '&',
  '.',
]);
const units =
  /^(?:%|percent|million|billion|trillion|thousand|hundred|dozen|years?|months?|weeks?|days?|hours?|minutes?|seconds?|miles?|kilomet(?:er|re)s?|km|met(?:er|re)s?|m|cm|mm|f(?:oo|ee)t|inch(?:es)?|pounds?|kg|tons?|tonnes?|acres?|degrees?|°c|°f|dollars?|euros?|k|square|cubic)$/i;
const dateWords =
  /^(?:\d{1,2}(?:st|nd|rd|th)|\d{3,4}s|january|february|march|april|may|june|july|august|september|october|november|december|century|centuries|spring|summer|autumn|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday|bc|ad|bce|ce)$/i;

/** All places in a sentence that may answer a question of a type. */
export function findCandidates(analysis: Analysis, sentence: TokenRange, type: AnswerType): Candidate[] {
  const found = [
    ...numbersAndDates(analysis, sentence),
    ...names(analysis, sentence),
    ...nounPhrases(analysis, sentence),
    ...(type === 'reason' || type === 'manner' ? clauses(analysis, sentence, type) : []),
    ...(type === 'statement' ? [{ ...sentence, kind: 'statement' as const }] : []),
  ];
  const seen = new Set<string>();
  return found.filter(({ from, to, kind }) => {
    const key = `${from}-${to}-${kind}`;
    return to > from && !seen.has(key) && seen.add(key);
  });
}

function numbersAndDates({ tokens, entities }: Analysis, { from, to }: TokenRange): Candidate[] {
  const found: Candidate[] = entities
    .filter((entity) => entity.from >= from && entity.to <= to)
    .filter(({ type }) => type in kinds)
    .map((entity) => ({ from: entity.from, to: entity.to, kind: kinds[entity.type] ?? 'number' }));
  for (let index = from; index < to; index += 1) {
    const token = tokens[index];
    if (!token || (!/\d/.test(token.text) && token.pos !== 'NUM')) continue;
    let end = index + 1;
    while (end < to && (units.test(tokens[end]?.text ?? '') || tokens[end]?.pos === 'NUM')) end += 1;
    found.push({ from: index, to: end, kind: 'number' });
    if (/^(?:1\d{3}|20\d\d)(?:s)?$/.test(token.text)) found.push({ from: index, to: index + 1, kind: 'date' });
    else if (dateWords.test(token.text)) found.push(dateAround(tokens, { from, to }, index));
  }
  return found;
}

const kinds: Record<string, AnswerType> = {
  DATE: 'date',
  TIME: 'date',
  DURATION: 'number',
  CARDINAL: 'number',
  MONEY: 'number',
  PERCENT: 'number',
  ORDINAL: 'number',
};

function dateAround(tokens: Token[], sentence: TokenRange, at: number): Candidate {
  let [from, to] = [at, at + 1];
  const belongs = (token: Token | undefined): boolean =>
    token !== undefined && (dateWords.test(token.text) || /^(?:early|late|mid|-|\d{1,4})$/i.test(token.text));
  while (from > sentence.from && belongs(tokens[from - 1])) from -= 1;
  while (to < sentence.to && belongs(tokens[to])) to += 1;
  return { from, to, kind: 'date' };
}

function names({ tokens }: Analysis, sentence: TokenRange): Candidate[] {
  const found: Candidate[] = [];
  const isName = (index: number): boolean => tokens[index]?.pos === 'PROPN' || isCapital(tokens, sentence, index);
  for (let index = sentence.from; index < sentence.to; index += 1) {
    if (!isName(index)) continue;
    const joints: number[] = [];
    let end = index + 1;
    while (end < sentence.to && (isName(end) || joinsName(tokens, end, sentence.to))) {
      if (!isName(end)) joints.push(end);
      end += 1;
    }
    found.push({ from: index, to: end, kind: 'name' });
    // "X of Y" and "X and Y" may be one name or two.
    for (const joint of joints) {
      found.push({ from: index, to: joint, kind: 'name' }, { from: joint + 1, to: end, kind: 'name' });
    }
    index = end;
  }
  return found;
}

/** "German Democratic Republic": a capital within a sentence makes a name of an adjective or noun. */
const isCapital = (tokens: Token[], { from }: TokenRange, at: number): boolean =>
  at > from && ['ADJ', 'NOUN'].includes(tokens[at]?.pos ?? '') && /^\p{Lu}\p{L}/u.test(tokens[at]?.text ?? '');

const joinsName = (tokens: Token[], at: number, to: number): boolean =>
  inName.has(tokens[at]?.text.toLowerCase() ?? '') &&
  (tokens[at + 1]?.pos === 'PROPN' ||
    (inName.has(tokens[at + 1]?.text.toLowerCase() ?? '') && tokens[at + 2]?.pos === 'PROPN')) &&
  at + 1 < to;

const within = new Set(['ADJ', 'NOUN', 'PROPN', 'NUM', 'DET', 'ADV', 'SYM', 'X']);
const closing = new Set(['NOUN', 'PROPN', 'NUM', 'X', 'SYM']);

/** Noun phrases, alone, with what "of" adds, and as a list. */
function nounPhrases({ tokens }: Analysis, { from, to }: TokenRange): Candidate[] {
  const phrases: TokenRange[] = [];
  for (let index = from; index < to; index += 1) {
    if (!within.has(tokens[index]?.pos ?? '')) continue;
    let end = index;
    while (end < to && (within.has(tokens[end]?.pos ?? '') || isJoint(tokens, end))) end += 1;
    const last = end;
    while (end > index && !closing.has(tokens[end - 1]?.pos ?? '')) end -= 1;
    let start = index;
    while (start < end - 1 && ['DET', 'ADV'].includes(tokens[start]?.pos ?? '')) start += 1;
    if (end > start) phrases.push({ from: start, to: end });
    else if (tokens[index]?.pos === 'ADJ') phrases.push({ from: index, to: last });
    index = last;
  }
  const joined = phrases.flatMap((phrase, index) => {
    const longer: TokenRange[] = [];
    for (let next = index + 1, end = phrase.to; next < Math.min(phrases.length, index + 4); next += 1) {
      const other = phrases[next];
      if (!other || !bridges(tokens.slice(end, other.from))) break;
      longer.push({ from: phrase.from, to: other.to });
      end = other.to;
    }
    return longer;
  });
  return [...phrases, ...joined].map((phrase) => ({ ...phrase, kind: 'phrase' }));
}

/** Hyphens and possessives stand within a phrase; participles before a noun too. */
const isJoint = (tokens: Token[], at: number): boolean =>
  (/^(?:-|–|'s|’s|&|\/)$/.test(tokens[at]?.text ?? '') && within.has(tokens[at + 1]?.pos ?? '')) ||
  (tokens[at]?.pos === 'VERB' &&
    /(?:ing|ed)$/.test(tokens[at]?.text ?? '') &&
    ['NOUN', 'PROPN'].includes(tokens[at + 1]?.pos ?? '') &&
    tokens[at - 1]?.pos !== 'AUX');

const bridges = (between: Token[]): boolean =>
  between.length <= 3 &&
  between.length > 0 &&
  between.every(({ lemma, pos }) => ['of', 'and', 'or', ',', 'for', 'to', 'in'].includes(lemma) || pos === 'DET');

const causes = /^(?:because|since|due|owing|caused|as)$/i;

/** What follows "because", "by doing", "in order to", up to the end of the clause. */
function clauses({ tokens }: Analysis, { from, to }: TokenRange, type: AnswerType): Candidate[] {
  const found: Candidate[] = [];
  for (let index = from; index < to - 1; index += 1) {
    const [word, next] = [tokens[index]?.text.toLowerCase() ?? '', tokens[index + 1]];
    const isCause = causes.test(word) && (word !== 'as' || next?.lemma === 'a');
    const isPurpose = word === 'to' && next?.pos === 'VERB';
    const isMeans = (word === 'by' || word === 'through' || word === 'via') && next !== undefined;
    if (type === 'reason' ? !(isCause || isPurpose) : !(isMeans || isPurpose)) continue;
    const skip = isCause && ['of', 'to', 'by'].includes(next?.lemma ?? '') ? 2 : 1;
    const start = isPurpose ? index : index + skip;
    found.push({ from: start, to: clauseEnd(tokens, start, to), kind: type });
  }
  return found;
}

function clauseEnd(tokens: Token[], start: number, to: number): number {
  let end = start;
  while (end < to && !/^[,;:.!?)]$/.test(tokens[end]?.text ?? '')) end += 1;
  return end;
}
