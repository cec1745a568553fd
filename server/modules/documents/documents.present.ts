import type { Document, DocumentError, FullDocument, UploadAccepted, UploadStatus } from '@parlance/contracts';
import type { ListedRow } from './documents.queries.ts';
import type { DocumentRow } from './documents.tables.ts';

/** A document as it goes over the wire, without its text. */
export function presentDocument(row: ListedRow): Document {
  // The conversation it was shared with may be gone: then nobody else reads it any more.
  const lonely = row.visibility === 'conversation' && row.conversation_id === null;
  return {
    id: row.id,
    owner_id: row.owner_id,
    title: row.title,
    filename: row.filename,
    mime: row.mime,
    size: row.size,
    visibility: lonely ? 'private' : row.visibility,
    conversation_id: row.conversation_id,
    language: row.language,
    pages: row.page_count > 0 ? row.page_count : null,
    chunks: row.chunk_count,
    status: row.status,
    stage: row.stage,
    progress: row.progress,
    error: presentError(row),
    notes: row.notes,
    metadata: row.metadata,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** The same with its text. */
export function presentFullDocument(row: DocumentRow): FullDocument {
  return {
    ...presentDocument({ ...row, page_count: row.pages.length }),
    text: row.text,
    sections: row.sections.map(({ level, heading, start, end }) => ({ level, heading, start, end })),
    page_ranges: row.pages.map(({ number, start, end }) => ({ number, start, end })),
  };
}

type Progress = Pick<DocumentRow, 'id' | 'filename' | 'status' | 'stage' | 'progress' | 'metadata'> &
  Pick<DocumentRow, 'error_code' | 'error_detail' | 'owner_id'>;

/** What every answer under /v1/ai carries. */
export interface Stamp {
  now: Date;
  engine: string;
}

/** The answer to an upload: a document is its own task. */
export function presentAccepted(row: Progress, { now, engine }: Stamp): UploadAccepted {
  const { id, status, owner_id } = row;
  return { task_id: id, document_id: id, status, user_id: owner_id, timestamp: now.toISOString(), engine };
}

/** How far an upload has come. */
export function presentStatus(row: Progress, stamp: Stamp): UploadStatus {
  const { filename, stage, progress, metadata } = row;
  return { ...presentAccepted(row, stamp), filename, stage, progress, error: presentError(row), metadata };
}

function presentError({ error_code: code, error_detail: detail }: Pick<Progress, 'error_code' | 'error_detail'>) {
  return code === null ? null : ({ code, detail: detail ?? '' } satisfies DocumentError);
}
