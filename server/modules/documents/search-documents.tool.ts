import { Type } from 'typebox';
import { defineTool, type Tool, type ToolContext } from '../../platform/agent/tool.ts';
import type { DocumentsContext } from './context.ts';
import type { Scope } from './documents.access.ts';
import { type Passage, retrieve } from './retrieve/index.ts';

const places = 6;
/** Characters of one place for the model: the chunk around what was found. */
const contextMax = 2_400;

/** Lets the assistant look into the documents that its readers may read. */
export const searchDocumentsTool = (ctx: DocumentsContext): Tool =>
  defineTool({
    name: 'search_documents',
    title: 'Search documents',
    description:
      'Searches the uploaded documents by words and meaning and returns the passages that fit best, each with a number, its document and page. ' +
      'Use it for questions about what documents, files or reports say; not for messages or databases. Cite the numbers like [1].',
    parameters: Type.Object({
      query: Type.String({ minLength: 1, maxLength: 2_000, description: 'The question, or what to look for.' }),
    }),
    risk: 'read',
    call: async ({ query }, { signal, progress, ...reader }) => {
      progress('Searching documents…');
      const { passages, note } = await retrieve(ctx, scopeOf(reader), { query, topK: places, signal });
      if (passages.length === 0)
        return { ok: false, code: 'not_found', detail: 'The documents say nothing about this.' };
      const content = passages.map(describe);
      const quotes = passages.map(quote);
      return {
        ok: true,
        content: [...(note ? [note] : []), ...content].join('\n\n'),
        answer: ['These passages fit best:', ...quotes].join('\n\n'),
        sources: passages.map(({ title, prefix, chunk, ...source }) => source),
      };
    },
  });

const scopeOf = ({
  audience,
  userId,
  conversationId,
}: Pick<ToolContext, 'audience' | 'userId' | 'conversationId'>): Scope =>
  audience === 'own' ? { audience, userId } : { audience, conversationId };

/** For the model: more than what is cited, so that it understands what it cites. */
function describe({ title, page, prefix, chunk }: Passage, index: number): string {
  const where = [title, page === undefined ? '' : `page ${page}`, prefix === title ? '' : prefix].filter(Boolean);
  return `[${index + 1}] ${where.join(', ')}\n${chunk.text.slice(0, contextMax)}`;
}

function quote({ filename, page, text }: Passage, index: number): string {
  const where = page === undefined ? filename : `${filename}, page ${page}`;
  return `**${where}** [${index + 1}]:\n> ${text.split('\n').join('\n> ')}`;
}
