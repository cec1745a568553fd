import { AnalyzeIntent, AnalyzeText, IntentGuess, TextAnalysis } from '@parlance/contracts';
import { AppError } from '../../platform/errors.ts';
import type { Http } from '../../platform/http/types.ts';
import { analyzeText, classifyIntent } from '../../platform/text/index.ts';
import { ThreadError } from '../../platform/threads/index.ts';

const tags = ['assistant'];

/** Registers what can be told of a text without a model. Nothing is stored. */
export function registerTextRoutes(http: Http): void {
  http.post(
    '/v1/chat/analyze',
    {
      config: { errors: [503] },
      schema: {
        tags,
        operationId: 'analyzeText',
        summary: 'Sentiment, topics, key phrases and language of a text',
        body: AnalyzeText,
        response: { 200: TextAnalysis },
      },
    },
    async (request) => {
      try {
        return await analyzeText(request.body.text, request.server.closing);
      } catch (error) {
        if (error instanceof ThreadError) throw asUnavailable(error);
        throw error;
      }
    },
  );

  http.post(
    '/v1/agent/analyze-intent',
    {
      schema: {
        tags,
        operationId: 'analyzeIntent',
        summary: 'What a message wants, and the people, dates, numbers, quotes and files it names',
        body: AnalyzeIntent,
        response: { 200: IntentGuess },
      },
    },
    (request) => classifyIntent(request.body.message),
  );
}

function asUnavailable(cause: ThreadError): AppError {
  const detail = cause.code === 'busy' ? 'Too many texts are being analysed' : 'The text could not be analysed in time';
  return new AppError('unavailable', `text analysis: ${detail}; try again in a few seconds.`, {
    cause,
    headers: { 'retry-after': '5' },
  });
}
