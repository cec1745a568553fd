import type { DocumentStage, DocumentStatus, FullDocument, Visibility } from '@parlance/contracts';
import type { ColumnType, Generated, Selectable } from 'kysely';

/** Written as JSON text, read as a value. */
type Json<T> = ColumnType<T, string | undefined, string>;

interface DocumentsTable {
  id: string;
  owner_id: string;
  /** Owner, place and content of the upload: the same upload again finds this row. */
  upload_key: string;
  visibility: Visibility;
  conversation_id: string | null;
  title: string;
  filename: string;
  mime: string;
  size: number;
  sha256: string;
  metadata: Json<Record<string, unknown>>;
  blob_key: string;
  language: string | null;
  text: string | null;
  sections: Json<FullDocument['sections']>;
  pages: Json<FullDocument['page_ranges']>;
  notes: Generated<string[]>;
  status: DocumentStatus;
  stage: DocumentStage;
  progress: Generated<number>;
  error_code: string | null;
  error_detail: string | null;
  chunk_count: Generated<number>;
  /** Of all chunks together, as the keyword index counts them. */
  word_count: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  completed_at: Date | null;
}

/** A document as it is stored, with its text. */
export type DocumentRow = Selectable<DocumentsTable>;

interface DocumentChunksTable {
  document_id: string;
  ordinal: number;
  start_offset: number;
  end_offset: number;
  page: number | null;
  heading: string | null;
  prefix: string;
  /** The document's text from start to end. */
  content: string;
  tokens: number;
}

/** Where a word stands: parallel lists of chunks, how often it is in each, and how many words each has in all. */
interface DocumentTermsTable {
  document_id: string;
  term: string;
  ordinals: number[];
  counts: number[];
  lengths: number[];
}

interface EmbeddersTable {
  id: number;
  /** As in the setting EMBEDDINGS. */
  name: string;
  dimensions: number;
  /** One serves; another may be building until it has every chunk. */
  state: 'building' | 'serving';
  /** Whether there is an HNSW index of its vectors. */
  indexed: Generated<boolean>;
  created_at: Generated<Date>;
}

/** An index of vectors by one embedding model. */
export type EmbedderRow = Selectable<EmbeddersTable>;

interface ChunkVectorsTable {
  embedder_id: number;
  document_id: string;
  ordinal: number;
  embedding: string;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    documents: DocumentsTable;
    document_chunks: DocumentChunksTable;
    document_terms: DocumentTermsTable;
    embedders: EmbeddersTable;
    chunk_vectors: ChunkVectorsTable;
  }
}
