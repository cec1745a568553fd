import type { Source } from '@parlance/contracts';
import { invalidField } from '../../platform/errors.ts';
import type { ChatModel } from '../../platform/llm/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import type { StudyText } from './text/study-text.ts';

/** For whose eyes an answer is made: `shared` may rest only on what belongs to the conversation or is public. */
export interface Reader {
  userId: string;
  audience: 'own' | 'shared';
  conversationId?: string;
}

export interface StudyDocument extends StudyText {
  id: string;
  filename: string;
  pages: { number: number; start: number; end: number }[];
}

/** A source with the chunk around it, which says more than a citation may hold. Offsets are those of the document. */
export interface FoundSource {
  source: Source;
  chunk: { start: number; end: number; text: string };
}

interface SourceSearch {
  query: string;
  topK: number;
  documentIds?: string[] | undefined;
  signal?: AbortSignal | undefined;
}

/** What this module needs of the documents; both throw `not_found` for what the reader may not read. */
export interface StudyDocuments {
  read(reader: Reader, documentId: string): Promise<StudyDocument>;
  /** Best first; empty where nothing is near enough. */
  retrieve(reader: Reader, search: SourceSearch): Promise<FoundSource[]>;
}

/** What every action of this module stands on. */
export interface Study {
  documents: StudyDocuments;
  models: Pick<Platform['models'], 'get'>;
  engine: Engine;
}

/** Starts no thread before there is something to do. */
export const createStudy = ({ models }: Pick<Platform, 'models'>, documents: StudyDocuments): Study => ({
  documents,
  models,
  engine: createEngine(),
});

/** The model to be asked; undefined for the built-in engine. Throws `validation_failed` for a model there is none of. */
export function chooseModel({ models }: Study, id: string | undefined): ChatModel | undefined {
  if (id === 'builtin') return undefined;
  const model = models.get(id);
  if (id !== undefined && !model) throw invalidField('model', 'is not among the configured models');
  return model;
}

/** Who made something, and what a reader should know about it. */
export interface Made {
  engine: string;
  note: string | null;
}

export const builtin = (note: string | null = null): Made => ({ engine: 'builtin', note });
