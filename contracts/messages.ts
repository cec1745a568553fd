import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';
import { Nullable, Page, PageQuery, Seq, Timestamp, Uuid } from './primitives.ts';
import { Run, RunOptions } from './runs.ts';
import { Source } from './sources.ts';

export const TextPart = Type.Object({ type: Type.Literal('text'), text: Type.String() });
export const FilePart = Type.Object({
  type: Type.Literal('file'),
  media_id: Uuid,
  filename: Type.String(),
  mime: Type.String(),
  size: Type.Integer({ minimum: 0 }),
});
export const ChartPart = Type.Object({
  type: Type.Literal('chart'),
  spec: Type.Record(Type.String(), Type.Unknown()),
  media_id: Nullable(Uuid),
});
export const TablePart = Type.Object({
  type: Type.Literal('table'),
  columns: Type.Array(Type.String()),
  data: Type.Array(Type.Array(Type.Unknown())),
});
/** What the text rests on: `[1]` in it stands for the first source. */
export const SourcesPart = Type.Object({ type: Type.Literal('sources'), sources: Type.Array(Source) });
export const Part = Type.Union([TextPart, FilePart, ChartPart, TablePart, SourcesPart]);
export type Part = Static<typeof Part>;

/** What a message says: its parts in order, and the plain text of them all. */
export const Content = Type.Object({ text: Type.String(), parts: Type.Array(Part) });
export type Content = Static<typeof Content>;

const TextDraft = Type.Object({ type: Type.Literal('text'), text: Type.String() }, { additionalProperties: false });
const FileDraft = Type.Object({
  type: Type.Literal('file'),
  media_id: Uuid,
  filename: Type.Optional(Type.String()),
  mime: Type.Optional(Type.String()),
  size: Type.Optional(Type.Integer()),
});

/** What a person may write: a string, `{text}`, `{text?, parts}` or a list of parts. Name, type and size of a file come from the upload, not from here. */
export const ContentDraft = Type.Union([
  Type.String(),
  Type.Array(Type.Union([TextDraft, FileDraft]), { minItems: 1, maxItems: limits.partsMax }),
  Type.Object({
    text: Type.Optional(Type.String()),
    parts: Type.Optional(Type.Array(Type.Union([TextDraft, FileDraft]), { maxItems: limits.partsMax })),
  }),
]);
export type ContentDraft = Static<typeof ContentDraft>;

export const Reaction = Type.Object({
  emoji: Type.String(),
  count: Type.Integer(),
  user_ids: Type.Array(Uuid),
});
export type Reaction = Static<typeof Reaction>;

export const Message = Type.Object({
  id: Uuid,
  message_id: Type.String({
    description: "The sender's own key; a repeated send with it is answered with the original.",
  }),
  conversation_id: Uuid,
  seq: Seq,
  sender: Type.Union([Type.Literal('user'), Type.Literal('assistant'), Type.Literal('system')]),
  sender_id: Nullable(Uuid),
  content: Content,
  reply_to: Nullable(Uuid),
  mentions: Type.Array(Uuid),
  reactions: Type.Array(Reaction),
  run_id: Nullable(Uuid),
  created_at: Timestamp,
  edited_at: Nullable(Timestamp),
  deleted_at: Nullable(Timestamp),
});
export type Message = Static<typeof Message>;

export const MessageKey = Type.String({ minLength: 1, maxLength: limits.messageKeyMax });

export const PostMessage = Type.Object({
  conversation_id: Uuid,
  message_id: Type.Optional(MessageKey),
  content: ContentDraft,
  reply_to: Type.Optional(Nullable(Uuid)),
  run: Type.Optional(RunOptions),
});
export type PostMessage = Static<typeof PostMessage>;

export const PostMessageHere = Type.Omit(PostMessage, ['conversation_id']);
export const PostedMessage = Type.Object({ message: Message, run: Type.Optional(Run) });
export type PostedMessage = Static<typeof PostedMessage>;

export const EditMessage = Type.Object({ content: ContentDraft });

export const Emoji = Type.String({ minLength: 1, maxLength: limits.emojiMax });

/** With neither bound the newest messages; items always come in ascending `seq`. */
export const HistoryQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageMax, default: limits.pageDefault })),
  before_seq: Type.Optional(Seq),
  after_seq: Type.Optional(Seq),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
});
export type HistoryQuery = Static<typeof HistoryQuery>;

export const MessagePage = Page(Message);

export const SearchQuery = Type.Intersect([
  PageQuery,
  Type.Object({ query: Type.String({ minLength: 1, maxLength: limits.searchQueryMax }) }),
]);
export type SearchQuery = Static<typeof SearchQuery>;

/** A message that was found, with the excerpt that matched; `ranges` are [start, end) in UTF-16 units of `highlight.text`. */
export const MessageHit = Type.Intersect([
  Message,
  Type.Object({
    score: Type.Number(),
    highlight: Type.Object({
      text: Type.String(),
      ranges: Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 })),
    }),
  }),
]);
export type MessageHit = Static<typeof MessageHit>;

export const MessageHitPage = Page(MessageHit);
