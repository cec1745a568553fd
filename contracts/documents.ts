import { type Static, type TProperties, Type } from 'typebox';
import { limits } from './limits.ts';
import { Nullable, Page, Seq, Timestamp, Uuid } from './primitives.ts';
import { Source } from './sources.ts';

/** Who may read a document: its owner, the members of a conversation, or everyone who is signed in. */
export const Visibility = Type.Union([Type.Literal('private'), Type.Literal('conversation'), Type.Literal('public')]);
export type Visibility = Static<typeof Visibility>;

export const DocumentStatus = Type.Union([
  Type.Literal('processing'),
  Type.Literal('completed'),
  Type.Literal('failed'),
]);
export type DocumentStatus = Static<typeof DocumentStatus>;

/** How far a document has come. From `chunked` on its words find it, from `embedded` on its meaning. */
export const DocumentStage = Type.Union([
  Type.Literal('received'),
  Type.Literal('parsed'),
  Type.Literal('chunked'),
  Type.Literal('embedded'),
  Type.Literal('indexed'),
]);
export type DocumentStage = Static<typeof DocumentStage>;

/** Why a document cannot be used, or not in full; `code` is stable. */
export const DocumentError = Type.Object({ code: Type.String(), detail: Type.String() });
export type DocumentError = Static<typeof DocumentError>;

const offset = Type.Integer({ minimum: 0, description: 'In UTF-16 units of `text`.' });
const percent = Type.Integer({ minimum: 0, maximum: 100 });
const metadata = Type.Record(Type.String({ maxLength: 200 }), Type.Unknown(), {
  maxProperties: 100,
  description: "The uploader's own, kept as it is.",
});

const described = {
  id: Uuid,
  owner_id: Uuid,
  title: Type.String(),
  filename: Type.String(),
  mime: Type.String(),
  size: Type.Integer({ minimum: 0, description: 'Bytes of the file.' }),
  visibility: Visibility,
  conversation_id: Nullable(Uuid),
  language: Nullable(Type.String({ description: 'ISO 639-1, or `und`.' })),
  pages: Nullable(Type.Integer({ minimum: 1, description: 'How many, where the format has pages.' })),
  chunks: Type.Integer({ minimum: 0 }),
  status: DocumentStatus,
  stage: DocumentStage,
  progress: percent,
  error: Nullable(DocumentError),
  notes: Type.Array(Type.String({ description: 'What was left out of the text, and why.' })),
  metadata,
  created_at: Timestamp,
  updated_at: Timestamp,
};

/** A document without its text. */
export const Document = Type.Object(described);
export type Document = Static<typeof Document>;

export const DocumentPage = Page(Document);

/** A document with its text, null until that is read. Sources, sections and pages are ranges of it. */
export const FullDocument = Type.Object({
  ...described,
  text: Nullable(Type.String()),
  sections: Type.Array(Type.Object({ level: Type.Integer(), heading: Type.String(), start: offset, end: offset })),
  page_ranges: Type.Array(Type.Object({ number: Type.Integer(), start: offset, end: offset })),
});
export type FullDocument = Static<typeof FullDocument>;

const place = {
  title: Type.Optional(Type.String({ minLength: 1, maxLength: limits.titleMax })),
  visibility: Type.Optional(Visibility),
  conversation_id: Type.Optional(Nullable(Uuid)),
};

/** A text as a document. Files come as multipart, in the field `file`, with these fields beside it. */
export const UploadText = Type.Object({
  content: Type.String({ minLength: 1, description: 'The text; its kind follows from the ending of `filename`.' }),
  filename: Type.Optional(Type.String({ minLength: 1, maxLength: 255, default: 'document.txt' })),
  metadata: Type.Optional(metadata),
  ...place,
});
export type UploadText = Static<typeof UploadText>;

/** `visibility: "conversation"` needs a `conversation_id`; a `conversation_id` alone means that visibility. */
export const ChangeDocument = Type.Object(place);
export type ChangeDocument = Static<typeof ChangeDocument>;

const stamp = {
  user_id: Uuid,
  timestamp: Timestamp,
  engine: Type.String({ description: 'The embedding model, `builtin` unless another is set.' }),
};

/** The same upload again is the same task. */
export const UploadAccepted = Type.Object({ task_id: Uuid, document_id: Uuid, status: DocumentStatus, ...stamp });
export type UploadAccepted = Static<typeof UploadAccepted>;

export const UploadStatus = Type.Object({
  task_id: Uuid,
  document_id: Uuid,
  filename: Type.String(),
  status: DocumentStatus,
  stage: DocumentStage,
  progress: percent,
  error: Nullable(DocumentError),
  metadata,
  ...stamp,
});
export type UploadStatus = Static<typeof UploadStatus>;

export const SearchDocuments = Type.Object({
  query: Type.String({ minLength: 1, maxLength: 2_000 }),
  top_k: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 5 })),
  document_ids: Type.Optional(Type.Array(Uuid, { maxItems: 200, description: 'Search only these.' })),
});
export type SearchDocuments = Static<typeof SearchDocuments>;

/** The best place first. Empty where nothing fits well enough. */
export const DocumentHits = Type.Object({
  items: Type.Array(Source),
  engine: Type.String({ description: 'What searched: the embedding model beside the words, or `keyword` alone.' }),
});
export type DocumentHits = Static<typeof DocumentHits>;

const event = <Name extends string, Payload extends TProperties>(type: Name, payload: Payload) =>
  Type.Object({ seq: Seq, type: Type.Literal(type), at: Timestamp, actor_id: Nullable(Uuid), ...payload });

/** The log of a document. It ends with `ingest-finished` or `ingest-failed`, unless the ingest is started again. */
export const DocumentEvent = Type.Union([
  event('ingest-started', { document_id: Uuid, filename: Type.String() }),
  event('ingest-progress', { stage: DocumentStage, progress: percent }),
  event('ingest-finished', { chunks: Type.Integer() }),
  event('ingest-failed', { error: DocumentError }),
]);
export type DocumentEvent = Static<typeof DocumentEvent>;

export const DocumentEventPage = Type.Object({
  items: Type.Array(DocumentEvent),
  head_seq: Seq,
  epoch: Type.String(),
  limited: Type.Boolean(),
});
