import {
  AskDocuments,
  DrawMindMap,
  Flashcards,
  MakeCards,
  MindMap,
  QuestionAnswer,
  Quiz,
  Summarize,
  Summary,
} from '@parlance/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors.ts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerQuestion } from './study.answer.ts';
import { makeCards, makeQuestions } from './study.cards.ts';
import type { Reader, Study } from './study.context.ts';
import { drawMap } from './study.mind-map.ts';
import { about, presentMap, presentSummary } from './study.present.ts';
import { summarizeText } from './study.summary.ts';

const tags = ['study'];
const config = { errors: [404] };

/** Answers, summaries, mind maps and cards from documents and texts. */
export function registerStudyRoutes(http: Http, platform: Pick<Platform, 'now'>, study: Study): void {
  registerAnswers(http, platform, study);
  registerCards(http, platform, study);
}

function registerAnswers(http: Http, { now }: Pick<Platform, 'now'>, study: Study): void {
  http.post(
    '/v1/ai/qa',
    {
      config,
      schema: {
        tags,
        operationId: 'askDocuments',
        summary: 'Answer a question from your documents or from a text, with verified citations',
        body: AskDocuments,
        response: { 200: QuestionAnswer },
      },
    },
    async (request, reply) => {
      const { question, use_rag: useRag, context, top_k: topK, document_ids: documentIds, model } = request.body;
      const input = { question, useRag, context, topK, documentIds, model };
      const made = await answerQuestion(study, readerOf(request), input, whileConnected(reply));
      const { answer, answerable, confidence, sources, citations } = made;
      return { answer, answerable, confidence, sources, citations, ...about(made, stampOf(request, now)) };
    },
  );

  http.post(
    '/v1/ai/summarize',
    {
      config,
      schema: {
        tags,
        operationId: 'summarize',
        summary: 'Summarise a text or a document',
        body: Summarize,
        response: { 200: Summary },
      },
    },
    async (request, reply) => {
      const { text, document_id: documentId, style, max_length: maxLength, model } = request.body;
      const input = { text, documentId, style, maxLength, model };
      const made = await summarizeText(study, readerOf(request), input, whileConnected(reply));
      return { ...presentSummary(made), ...about(made, stampOf(request, now)) };
    },
  );

  http.post(
    '/v1/ai/mindmap',
    {
      config,
      schema: {
        tags,
        operationId: 'drawMindMap',
        summary: 'Draw a mind map of a text, a document or a topic in your documents',
        body: DrawMindMap,
        response: { 200: MindMap },
      },
    },
    async (request, reply) => {
      const { topic, text, document_id: documentId, depth, use_documents: useDocuments, model } = request.body;
      const input = { topic, text, documentId, depth, useDocuments, model };
      const made = await drawMap(study, readerOf(request), input, whileConnected(reply));
      return { ...presentMap(made), ...about(made, stampOf(request, now)) };
    },
  );
}

function registerCards(http: Http, { now }: Pick<Platform, 'now'>, study: Study): void {
  http.post(
    '/v1/ai/flashcards',
    {
      config,
      schema: {
        tags,
        operationId: 'makeFlashcards',
        summary: 'Make flash cards from a text or a document',
        body: MakeCards,
        response: { 200: Flashcards },
      },
    },
    async (request, reply) => {
      const { text, document_id: documentId, count, model } = request.body;
      const input = { text, documentId, count, model };
      const made = await makeCards(study, readerOf(request), input, whileConnected(reply));
      return { cards: made.cards, ...about(made, stampOf(request, now)) };
    },
  );

  http.post(
    '/v1/ai/quiz',
    {
      config,
      schema: {
        tags,
        operationId: 'makeQuiz',
        summary: 'Make a quiz from a text or a document',
        body: MakeCards,
        response: { 200: Quiz },
      },
    },
    async (request, reply) => {
      const { text, document_id: documentId, count, model } = request.body;
      const input = { text, documentId, count, model };
      const made = await makeQuestions(study, readerOf(request), input, whileConnected(reply));
      return { questions: made.questions, ...about(made, stampOf(request, now)) };
    },
  );
}

const readerOf = ({ actor }: FastifyRequest): Reader => ({ userId: actor.userId, audience: 'own' });

const stampOf = ({ actor }: FastifyRequest, now: () => Date) => ({ userId: actor.userId, now: now() });

/** Aborts when the client goes away: a model need not word what nobody reads. */
function whileConnected({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort(new AppError('request_timeout', 'The client went away.')));
  return gone.signal;
}
