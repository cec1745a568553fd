import type { Citation, Source } from '@parlance/contracts';
import { invalidField } from '../../platform/errors.ts';
import { toPassages } from './answer/answer-question.ts';
import { answerByModel } from './model/answer-by-model.ts';
import { type Passage, unanswered } from './passage.ts';
import { builtin, chooseModel, type FoundSource, type Made, type Reader, type Study } from './study.context.ts';

export interface QuestionInput {
  question: string;
  useRag?: boolean | undefined;
  context?: string | undefined;
  topK?: number | undefined;
  documentIds?: string[] | undefined;
  model?: string | undefined;
}

export interface Answered extends Made {
  answer: string;
  answerable: boolean;
  confidence: number;
  sources: Source[];
  citations: Citation[];
}

/** Sources that are read for an answer, at least. */
const readAtLeast = 8;
const maxQuote = 600;

/** Answers from documents, from a text that was sent along, or both. Every citation stands where it says. */
export async function answerQuestion(
  study: Study,
  reader: Reader,
  input: QuestionInput,
  signal: AbortSignal,
): Promise<Answered> {
  const { question, context, useRag = context === undefined, topK = 5, documentIds } = input;
  if (!useRag && context === undefined) throw invalidField('context', 'is needed where use_rag is false');
  const model = chooseModel(study, input.model);
  const search = { query: question, topK: Math.max(topK, readAtLeast), documentIds, signal };
  const sources = useRag ? await study.documents.retrieve(reader, search) : [];
  const passages: Passage[] = [
    ...(context === undefined ? [] : toPassages(context).map((part) => ({ ...part, source: null }))),
    ...sources.map(({ chunk: { text, start } }, index) => ({ source: index + 1, text, start })),
  ];
  if (passages.length === 0) return { ...notFound(), sources: [] };
  const byModel = model && (await answerByModel(model, { question, passages }, signal));
  const found = byModel?.ok
    ? byModel.value
    : { ...(await answerBuiltin(study, { question, passages }, signal)), note: byModel?.note ?? null };
  const answered = withSources(found, sources, topK);
  return {
    ...answered,
    sources: await Promise.all(answered.sources.map((source) => withPage(study, reader, source, sources))),
  };
}

const notFound = (): Found => ({
  answer: unanswered,
  answerable: false,
  confidence: 0,
  citations: [],
  ...builtin(),
});

type Found = Omit<Answered, 'sources'>;

async function answerBuiltin(
  { engine }: Study,
  { question, passages }: { question: string; passages: Passage[] },
  signal: AbortSignal,
): Promise<Found> {
  const texts = passages.map(({ text }) => text);
  const { answerable, confidence, extracts } = await engine.run('answer', { question, passages: texts }, signal);
  const [best] = extracts;
  const passage = best && passages[best.passage];
  if (!best || !passage) return notFound();
  const text = passage.text.slice(best.sentence.start, best.sentence.end).slice(0, maxQuote);
  const start = passage.start + best.sentence.start;
  const citation = { source: passage.source, text, start, end: start + text.length };
  return {
    answer: answerable ? passage.text.slice(best.start, best.end) : unanswered,
    answerable,
    confidence,
    citations: answerable ? [citation] : [],
    ...builtin(),
  };
}

/** The cited sources come first; citations go by their new numbers. */
function withSources(found: Found, sources: FoundSource[], topK: number): Answered {
  const cited = [...new Set(found.citations.flatMap(({ source }) => (source === null ? [] : [source])))];
  const rest = sources.map((_, index) => index + 1).filter((number) => !cited.includes(number));
  const order = [...cited, ...rest].slice(0, Math.max(topK, cited.length));
  const renumber = (number: number): number => order.indexOf(number) + 1;
  return {
    ...found,
    answer: found.answer.replace(/\[(\d+)\]/g, (mark, number: string) =>
      found.engine === 'builtin' ? mark : `[${renumber(Number(number))}]`,
    ),
    sources: order.flatMap((number) => {
      const source = sources[number - 1];
      return source
        ? [
            around(
              source,
              found.citations.find((citation) => citation.source === number),
            ),
          ]
        : [];
    }),
    citations: found.citations.map((citation) => ({
      ...citation,
      source: citation.source === null ? null : renumber(citation.source),
    })),
  };
}

/** A source that shows what is cited from it: its text is moved where the citation stands in another part of its chunk. */
function around({ source, chunk }: FoundSource, citation: Citation | undefined): Source {
  if (!citation || (citation.start >= source.start && citation.end <= source.end)) return source;
  const room = Math.max(0, maxQuote - (citation.end - citation.start));
  const start = wholeCharacter(chunk, Math.max(chunk.start, citation.start - Math.floor(room / 2)));
  const end = wholeCharacter(chunk, Math.min(chunk.end, start + maxQuote));
  return { ...source, start, end, text: chunk.text.slice(start - chunk.start, end - chunk.start) };
}

/** The page of a source whose text was moved. */
async function withPage(study: Study, reader: Reader, source: Source, found: FoundSource[]): Promise<Source> {
  if (source.page === undefined || found.some((one) => one.source === source)) return source;
  const { pages } = await study.documents.read(reader, source.document_id);
  return { ...source, page: pages.findLast(({ start }) => start <= source.start)?.number ?? source.page };
}

/** Not between the halves of a surrogate pair. */
const wholeCharacter = ({ start, text }: FoundSource['chunk'], at: number): number =>
  /[\udc00-\udfff]/.test(text[at - start] ?? '') ? at - 1 : at;
