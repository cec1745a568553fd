import type { Place } from '@parlance/contracts';
import { invalidField } from '../../platform/errors.ts';
import type { MindMapNode } from './mind-map/mind-map.ts';
import { mindMapByModel } from './model/mind-map-by-model.ts';
import { builtin, chooseModel, type FoundSource, type Made, type Reader, type Study } from './study.context.ts';
import { presentPlace } from './study.present.ts';
import { findText, type TextInput } from './study.summary.ts';
import { type StudyText, toStudyText } from './text/study-text.ts';

export interface MindMapInput extends TextInput {
  topic?: string | undefined;
  depth?: number | undefined;
  useDocuments?: boolean | undefined;
  model?: string | undefined;
}

export interface DrawnMap extends Made {
  root: MindMapNode;
  /** Where the place of a node is. */
  toPlace(source: NonNullable<MindMapNode['source']>): Place;
}

interface Material {
  text: StudyText;
  documentId: string | undefined;
  /** Where the text starts in its document. */
  offset: number;
}

/** Passages about a topic that a map is drawn from. */
const passagesPerTopic = 12;
const nothingFound =
  'There is nothing about the topic to draw from: upload documents about it, or configure a language model.';

/** Draws a mind map of a text, a document, or what the reader's documents say about a topic. */
export async function drawMap(
  study: Study,
  reader: Reader,
  input: MindMapInput,
  signal: AbortSignal,
): Promise<DrawnMap> {
  const { topic = null, depth = 3 } = input;
  const model = chooseModel(study, input.model);
  const material = await findMaterial(study, reader, input, signal);
  const toPlace = ({ text, start, end }: NonNullable<MindMapNode['source']>): Place => {
    const { documentId, offset = 0 } = material[text] ?? {};
    return presentPlace(documentId, { start: start + offset, end: end + offset });
  };
  const texts = material.map(({ text }) => text);
  const byModel = model && (await mindMapByModel(model, { texts, topic, depth }, signal));
  if (byModel?.ok) return { root: byModel.value, toPlace, engine: model?.vendor ?? '', note: null };
  const root = await study.engine.run('mindMap', { texts, topic, depth }, signal);
  const note = byModel?.note ?? (root.children.length === 0 && texts.length === 0 ? nothingFound : null);
  return { root, toPlace, ...builtin(note) };
}

async function findMaterial(
  study: Study,
  reader: Reader,
  input: MindMapInput,
  signal: AbortSignal,
): Promise<Material[]> {
  const { topic, text, documentId, useDocuments = text === undefined && documentId === undefined } = input;
  const hasText = text !== undefined || documentId !== undefined;
  if (!hasText && topic === undefined) throw invalidField('topic', 'send a topic, a text or a document_id');
  const own = hasText ? [{ ...(await findText(study, reader, input)), offset: 0 }] : [];
  if (!useDocuments || topic === undefined) return own;
  const sources = await study.documents.retrieve(reader, { query: topic, topK: passagesPerTopic, signal });
  return [...own, ...sources.map(fromSource)];
}

const fromSource = ({ source: { document_id }, chunk: { text, start } }: FoundSource): Material => ({
  // Headings of a passage are those of one place in a document, and say little about the topic.
  text: { ...toStudyText(text), sections: [] },
  documentId: document_id,
  offset: start,
});
