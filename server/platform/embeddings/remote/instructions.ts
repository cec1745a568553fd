import type { EmbeddingKind } from '../embeddings.ts';

/** What models want before a text, from their model cards; without it they find noticeably less. */
const instructions: { model: RegExp; query: string; passage: string }[] = [
  { model: /nomic-embed-text/, query: 'search_query: ', passage: 'search_document: ' },
  { model: /mxbai-embed-large/, query: 'Represent this sentence for searching relevant passages: ', passage: '' },
  { model: /embeddinggemma/, query: 'task: search result | query: ', passage: 'title: none | text: ' },
  { model: /(?:^|\/)(?:multilingual-)?e5-/, query: 'query: ', passage: 'passage: ' },
  { model: /snowflake-arctic-embed/, query: 'Represent this sentence for searching relevant passages: ', passage: '' },
];

/** The text with what its model wants before it. */
export function instruct(model: string, kind: EmbeddingKind, text: string): string {
  const known = instructions.find((one) => one.model.test(model));
  return `${known?.[kind] ?? ''}${text}`;
}
