import { type Static, type TSchema, Type } from 'typebox';
import { Nullable, Timestamp, Uuid } from './primitives.ts';
import { Source } from './sources.ts';

const TextInput = Type.String({ minLength: 1, maxLength: 800_000 });
const Model = Type.Optional(
  Type.String({
    maxLength: 200,
    description: '`builtin` for the engine without a model, or the full name of a model.',
  }),
);

/** What every answer under `/v1/ai` says about itself. */
const about = {
  user_id: Uuid,
  timestamp: Timestamp,
  engine: Type.String({ description: '`builtin`, or the vendor of the model.' }),
  note: Nullable(Type.String({ description: 'What a reader should know, e.g. that the model was away.' })),
};

/** A place in the text or document that something was made from. `document_id` is missing for a text that was sent along. */
export const Place = Type.Object({
  document_id: Type.Optional(Uuid),
  start: Type.Integer({ minimum: 0 }),
  end: Type.Integer({ minimum: 0 }),
});
export type Place = Static<typeof Place>;

export const AskDocuments = Type.Object({
  question: Type.String({ minLength: 1, maxLength: 2_000 }),
  use_rag: Type.Optional(
    Type.Boolean({ description: 'Whether to search your documents; the default is to, unless there is a `context`.' }),
  ),
  context: Type.Optional(TextInput),
  top_k: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 5 })),
  document_ids: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 50 })),
  model: Model,
});
export type AskDocuments = Static<typeof AskDocuments>;

/** Words that stand exactly there: in the source with this number (1 for the first), or in the `context` where it is null. */
export const Citation = Type.Object({
  source: Nullable(Type.Integer({ minimum: 1 })),
  text: Type.String(),
  start: Type.Integer({ minimum: 0 }),
  end: Type.Integer({ minimum: 0 }),
});
export type Citation = Static<typeof Citation>;

export const QuestionAnswer = Type.Object({
  answer: Type.String(),
  answerable: Type.Boolean({ description: 'False where the documents or the context do not say.' }),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  sources: Type.Array(Source),
  citations: Type.Array(Citation),
  ...about,
});
export type QuestionAnswer = Static<typeof QuestionAnswer>;

export const SummaryStyle = Type.Union([Type.Literal('concise'), Type.Literal('detailed'), Type.Literal('bullet')]);
export type SummaryStyle = Static<typeof SummaryStyle>;

/** One of `text` and `document_id`. */
const textOrDocument = { text: Type.Optional(TextInput), document_id: Type.Optional(Uuid) };

export const Summarize = Type.Object({
  ...textOrDocument,
  style: Type.Optional(SummaryStyle),
  max_length: Type.Optional(Type.Integer({ minimum: 20, maximum: 100_000, description: 'UTF-16 units.' })),
  model: Model,
});
export type Summarize = Static<typeof Summarize>;

export const Summary = Type.Object({
  summary: Type.String(),
  style: SummaryStyle,
  original_length: Type.Integer({ minimum: 0 }),
  summary_length: Type.Integer({ minimum: 0 }),
  places: Type.Array(Place),
  ...about,
});
export type Summary = Static<typeof Summary>;

export const DrawMindMap = Type.Object({
  topic: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  ...textOrDocument,
  depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 6, default: 3 })),
  use_documents: Type.Optional(Type.Boolean({ description: 'Whether to look for the topic in your documents.' })),
  model: Model,
});
export type DrawMindMap = Static<typeof DrawMindMap>;

export interface MindMapNode {
  id: string;
  label: string;
  source?: Place;
  children: MindMapNode[];
}

const mapNode = { id: Type.String(), label: Type.String(), source: Type.Optional(Place) };
const withChildren = <T extends TSchema>(child: T) => Type.Object({ ...mapNode, children: Type.Array(child) });
/** Levels are written out, since a tree without an end has no schema that every client can read. */
const leaf = Type.Object({ ...mapNode, children: Type.Array(Type.Object({})) });
const tree = withChildren(withChildren(withChildren(withChildren(withChildren(withChildren(leaf))))));

export const MindMap = Type.Object({
  root: tree,
  nodes: Type.Array(Type.Object({ ...mapNode, level: Type.Integer({ minimum: 0 }) })),
  edges: Type.Array(Type.Object({ source: Type.String(), target: Type.String() })),
  markdown: Type.String(),
  ...about,
});
export type MindMap = Static<typeof MindMap>;

export const MakeCards = Type.Object({
  ...textOrDocument,
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10 })),
  model: Model,
});
export type MakeCards = Static<typeof MakeCards>;

export const Flashcard = Type.Object({
  kind: Type.Union([Type.Literal('definition'), Type.Literal('cloze'), Type.Literal('question')]),
  front: Type.String(),
  back: Type.String(),
  source: Place,
});
export type Flashcard = Static<typeof Flashcard>;

export const Flashcards = Type.Object({ cards: Type.Array(Flashcard), ...about });
export type Flashcards = Static<typeof Flashcards>;

export const QuizQuestion = Type.Object({
  question: Type.String(),
  choices: Type.Array(Type.String()),
  answer: Type.Integer({ minimum: 0, description: 'The place of the right choice, from 0.' }),
  explanation: Type.String(),
  source: Place,
});
export type QuizQuestion = Static<typeof QuizQuestion>;

export const Quiz = Type.Object({ questions: Type.Array(QuizQuestion), ...about });
export type Quiz = Static<typeof Quiz>;
