import type { Source } from '@parlance/contracts';
import { AppError } from '../../platform/errors.ts';
import { accessDocument, type DocumentsContext, retrieve, type Scope } from '../documents/index.ts';
import type { Reader, StudyDocuments } from './study.context.ts';

/** The documents module as this one needs it. */
export const createStudyDocuments = (documents: DocumentsContext): StudyDocuments => ({
  read: (reader, documentId) => readDocument(documents, reader, documentId),
  retrieve: async (reader, { query, topK, documentIds, signal }) => {
    for (const id of documentIds ?? []) await accessVisible(documents, reader, id);
    const { passages } = await retrieve(documents, scopeOf(reader), { query, topK, documentIds, signal });
    return passages.map(({ chunk, ...passage }) => ({ source: toSource(passage), chunk }));
  },
});

const scopeOf = ({ audience, userId, conversationId = '' }: Reader): Scope =>
  audience === 'own' ? { audience, userId } : { audience, conversationId };

/** Only what the contract names. */
const toSource = ({ document_id, filename, text, score, page, start, end }: Source): Source => ({
  document_id,
  filename,
  text,
  score,
  ...(page === undefined ? {} : { page }),
  start,
  end,
});

/** Throws `not_found`, also for what the reader may read alone but everybody in the conversation would see. */
async function accessVisible(documents: DocumentsContext, { userId, audience, conversationId }: Reader, id: string) {
  const row = await accessDocument(documents.db, { userId }, id);
  const isShared =
    row.visibility === 'public' || (row.visibility === 'conversation' && row.conversation_id === conversationId);
  if (audience === 'shared' && !isShared)
    throw new AppError('not_found', 'There is no such document, or it is not shared here.');
  return row;
}

async function readDocument(documents: DocumentsContext, reader: Reader, id: string) {
  const { filename, title, language, text, sections, pages } = await accessVisible(documents, reader, id);
  if (text === null)
    throw new AppError('conflict', 'The document has no text yet: it is still being read, or could not be.');
  return { id, filename, title, language: language ?? 'und', text, sections, pages };
}
