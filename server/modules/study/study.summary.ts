import type { SummaryStyle } from '@parlance/contracts';
import { invalidField } from '../../platform/errors.ts';
import { summarizeByModel } from './model/summarize-by-model.ts';
import { builtin, chooseModel, type Made, type Reader, type Study } from './study.context.ts';
import { type Range, type StudyText, toStudyText } from './text/study-text.ts';

/** What is to be studied; exactly one of the two. */
export interface TextInput {
  text?: string | undefined;
  documentId?: string | undefined;
}

export interface FoundText {
  text: StudyText;
  documentId: string | undefined;
}

/** Throws `validation_failed`, and `not_found` for a document that the reader may not read. */
export async function findText(study: Study, reader: Reader, { text, documentId }: TextInput): Promise<FoundText> {
  if ((text === undefined) === (documentId === undefined))
    throw invalidField('text', 'send either text or document_id');
  if (documentId !== undefined) return { text: await study.documents.read(reader, documentId), documentId };
  if ((text ?? '').trim() === '') throw invalidField('text', 'must not be empty');
  return { text: toStudyText(text ?? ''), documentId: undefined };
}

export interface SummaryInput extends TextInput {
  style?: SummaryStyle | undefined;
  maxLength?: number | undefined;
  model?: string | undefined;
}

export interface Summarized extends Made {
  summary: string;
  style: SummaryStyle;
  originalLength: number;
  documentId: string | undefined;
  /** Where its sentences stand; empty for a summary in the words of a model. */
  places: Range[];
}

/** Summarises a text or document in at most `maxLength` UTF-16 units. */
export async function summarizeText(
  study: Study,
  reader: Reader,
  input: SummaryInput,
  signal: AbortSignal,
): Promise<Summarized> {
  const { style = 'concise', maxLength } = input;
  const model = chooseModel(study, input.model);
  const { text, documentId } = await findText(study, reader, input);
  const known = { style, originalLength: text.text.length, documentId };
  const byModel = model && (await summarizeByModel(study, model, { text, style, maxLength }, signal));
  if (byModel?.ok) return { ...known, summary: byModel.value, places: [], engine: model?.vendor ?? '', note: null };
  const { summary, sources } = await study.engine.run('summarize', { text, style, maxLength }, signal);
  return { ...known, summary, places: sources, ...builtin(byModel?.note ?? null) };
}
