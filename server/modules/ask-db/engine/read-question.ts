import type { DatabaseModel } from '../../connections/index.ts';
import { applyDefinitions, readAdvice, readDefinitions, separateInstructions } from './definitions.ts';
import { describeQuery } from './describe.ts';
import { readFollowUp } from './follow-up.ts';
import type { Frame } from './grammar/frame.ts';
import { mentionsOf } from './grammar/frame.ts';
import type { Linker } from './grammar/items.ts';
import { readFrame } from './grammar/read-frame.ts';
import { sensesOf } from './lexicon/lexicon.ts';
import { indexNames } from './linking/link-names.ts';
import { indexValues } from './linking/link-values.ts';
import type { Query } from './plan.ts';
import { buildQuery } from './planning/build-query.ts';
import { buildJoinGraph } from './planning/join-graph.ts';
import { resolve } from './planning/resolve.ts';
import { reviseQuery, tablesOf } from './planning/revise-query.ts';
import type { Candidate, Reading, ReadingOptions } from './reading.ts';
import { confidenceOf, spreadDoubt } from './scoring.ts';
import { isGreeting } from './small-talk.ts';
import { writeSql } from './sql/write-sql.ts';
import { normalizeQuestion } from './text/normalize-question.ts';
import { type Token, tokenize } from './text/tokens.ts';

/** Under this the engine does not answer: a wrong answer costs more than none. */
const leastConfidence = 0.5;
const longestQuestion = 2000;

/** Understands a question about the database of the model, or says why it does not. Deterministic; asks nothing but `findValues`. */
export async function readQuestion(model: DatabaseModel, question: string, options: ReadingOptions): Promise<Reading> {
  const text = question.trim();
  if (isGreeting(text)) return { kind: 'greeting' };
  if (text.length > longestQuestion)
    return cannot('The question is too long to be understood without a language model.');
  const { asked, advice } = separateInstructions(text, options.instructions);
  const definitions = readDefinitions(advice);
  const followUp = options.previous ? readFollowUp(asked) : null;
  const tokens = tokenize(normalizeQuestion(applyDefinitions(followUp ?? asked, definitions)));
  const hits = await options.findValues(valuePhrases(tokens));
  const linker: Linker = {
    names: indexNames(model),
    values: indexValues(model, hits),
    today: options.today,
    said: new Set(tokens.map((token) => token.stem)),
  };
  const frame = readFrame(tokens, linker);
  const refusal = refusalOf(frame, followUp !== null);
  if (refusal) return refusal;
  const heed = isAdvised(frame, readAdvice(advice)) ? 0.45 : 1;
  return choose(
    candidatesOf(frame, model, followUp === null ? undefined : options.previous).map((one) => ({
      ...one,
      confidence: one.confidence * heed,
    })),
  );
}

function refusalOf(frame: Frame, follows: boolean): Reading | null {
  const nothing = mentionsOf(frame).length === 0;
  if (nothing && !follows && frame.unexplained.length > 0)
    return { kind: 'off_topic', reason: 'The question does not seem to be about this database.' };
  if (frame.unexplained.length > 0)
    return cannot(
      `Nothing in this database explains ${frame.unexplained.map((word) => `“${word}”`).join(', ')}.`,
      frame.unexplained,
    );
  if (frame.beyond.length > 0)
    return cannot(`I could not work out ${frame.beyond.map((what) => `“${what}”`).join(', ')} in this question.`);
  const says = frame.filters.length + frame.groups.length + frame.order.length > 0 || frame.limit !== null;
  return nothing && !(follows && says) ? cannot('I could not find what to look up.') : null;
}

/** Whether advice that was not understood speaks of what is to be calculated. */
function isAdvised(frame: Frame, advice: string[]): boolean {
  const measured = frame.outputs.flatMap((output) =>
    output.kind === 'measure' && output.fn !== 'count' && output.of ? [output.of.text.toLowerCase()] : [],
  );
  return advice.some((sentence) => measured.some((words) => sentence.toLowerCase().includes(words)));
}

function cannot(reason: string, unexplained: string[] = [], alternatives: Candidate[] = []): Reading {
  return { kind: 'cannot_answer', reason, unexplained, alternatives };
}

/** Every distinct query the frame can mean, best first. */
function candidatesOf(frame: Frame, model: DatabaseModel, previous: Query | undefined): Candidate[] {
  const graph = buildJoinGraph(model);
  const bySql = new Map<string, Candidate>();
  for (const choice of resolve(frame, graph, previous ? tablesOf(previous) : [])) {
    const planned = previous ? reviseQuery(previous, frame, choice, graph) : buildQuery(frame, choice, graph);
    if (!planned) continue;
    const sql = writeSql(planned.query, model.dialect);
    const confidence = confidenceOf(frame, choice, planned.trust);
    const known = bySql.get(sql);
    if (known && known.confidence >= confidence) continue;
    const columns = planned.query.select.map(({ name }) => name);
    bySql.set(sql, { plan: planned.query, sql, words: describeQuery(planned.query), confidence, columns });
  }
  return spreadDoubt([...bySql.values()].toSorted((left, right) => right.confidence - left.confidence));
}

function choose(candidates: Candidate[]): Reading {
  const [best, ...others] = candidates;
  if (!best) return cannot('The tables and columns that the question names do not fit together.');
  if (best.confidence < leastConfidence)
    return cannot(`I am not sure enough what is meant. My best reading: ${best.words}.`, [], candidates.slice(0, 3));
  return { kind: 'query', ...best, alternatives: others.slice(0, 3) };
}

/** What may be a stored value: quoted text, and runs of words that are not only function words. */
function valuePhrases(tokens: Token[]): string[] {
  const phrases = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'quoted') phrases.add(token.text);
    for (let length = 1; length <= 4 && at + length <= tokens.length; length += 1) {
      const span = tokens.slice(at, at + length);
      if (!span.every(({ kind }) => kind === 'word' || kind === 'number')) break;
      const telling = span.some((one) => one.kind === 'word' && one.lower.length > 2 && !sensesOf(one.lower));
      if (telling && !sensesOf(span[0]?.lower ?? '') && !sensesOf(span.at(-1)?.lower ?? ''))
        phrases.add(span.map(({ text }) => text).join(' '));
    }
  }
  return [...phrases].slice(0, 80);
}
