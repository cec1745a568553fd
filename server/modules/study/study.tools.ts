import { Type } from 'typebox';
import { defineTool, type Tool, type ToolContext, type ToolResult } from '../../platform/agent/tool.ts';
import { AppError } from '../../platform/errors.ts';
import { answerQuestion } from './study.answer.ts';
import type { Reader, Study } from './study.context.ts';
import { summarizeText } from './study.summary.ts';

/** What the assistant can do with documents. The assistant words the answer itself, so that the tools use the built-in engine. */
export const studyTools = (study: Study): Tool[] => [answerFromDocuments(study), summarizeDocument(study)];

const answerFromDocuments = (study: Study): Tool =>
  defineTool({
    name: 'answer_from_documents',
    title: 'Answer from documents',
    description:
      'Finds the sentence in the uploaded documents that answers a question, with the passages around it. Use it for one fact that ' +
      'stands in a document; not for summaries, and not for general knowledge.',
    parameters: Type.Object({
      question: Type.String({
        minLength: 1,
        maxLength: 2_000,
        description: 'A whole question in the words of the user.',
      }),
      document_ids: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 50 })),
    }),
    risk: 'read',
    call: ({ question, document_ids: documentIds }, ctx) =>
      asResult(async () => {
        ctx.progress('Reading your documents…');
        const input = { question, useRag: true, documentIds, model: 'builtin' };
        const found = await answerQuestion(study, readerOf(ctx), input, ctx.signal);
        const { answer, answerable, citations, sources } = found;
        const quotes = citations.map(({ text, source }) => `"${text}" [${source}]`);
        const passages = sources.map(({ filename, text }, index) => `[${index + 1}] ${filename}: ${text}`);
        if (!answerable) return { ok: false, code: 'no_answer', detail: 'Your documents do not say.' };
        return {
          ok: true,
          content: [`Answer: ${answer}`, ...quotes, 'Passages:', ...passages].join('\n'),
          answer: [`**${answer}**`, ...quotes].join('\n\n'),
          sources,
        };
      }),
  });

const summarizeDocument = (study: Study): Tool =>
  defineTool({
    name: 'summarize_document',
    title: 'Summarise a document',
    description:
      'Summarises one uploaded document by its own sentences. Needs the id of the document; does not search.',
    parameters: Type.Object({
      document_id: Type.String({ format: 'uuid' }),
      style: Type.Optional(
        Type.Union([Type.Literal('concise'), Type.Literal('detailed'), Type.Literal('bullet')], { default: 'concise' }),
      ),
    }),
    risk: 'read',
    call: ({ document_id: documentId, style }, ctx) =>
      asResult(async () => {
        ctx.progress('Summarising…');
        const { summary } = await summarizeText(
          study,
          readerOf(ctx),
          { documentId, style, model: 'builtin' },
          ctx.signal,
        );
        return { ok: true, content: summary, answer: summary };
      }),
  });

const readerOf = ({ userId, audience, conversationId }: ToolContext): Reader => ({ userId, audience, conversationId });

/** What went wrong outside is for the model to read. */
async function asResult(work: () => Promise<ToolResult>): Promise<ToolResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return { ok: false, code: error.code, detail: error.detail };
    throw error;
  }
}
