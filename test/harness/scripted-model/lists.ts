import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers which models there are, in the form of whoever is asked; 404 for anything else. */
export function listModels(
  { url = '', headers }: IncomingMessage,
  response: ServerResponse,
  { models }: { models: string[] },
): void {
  const answer = find(url, 'anthropic-version' in headers, models);
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? { error: { message: `There is no ${url}.`, type: 'not_found_error' } }));
}

function find(url: string, isAnthropic: boolean, models: string[]): object | undefined {
  const described = (model: string): object =>
    isAnthropic
      ? { type: 'model', id: model, display_name: model, created_at: '2026-01-01T00:00:00Z' }
      : { id: model, object: 'model', created: 1_790_000_000, owned_by: 'scripted' };
  const gemini = (model: string): object => ({ name: `models/${model}`, displayName: model });
  if (url === '/v1/models') return { object: 'list', data: models.map(described) };
  if (url === '/v1beta/models') return { models: models.map(gemini) };
  if (url === '/api/tags') return { models: models.map((model) => ({ name: model, model })) };
  const one = models.find((model) => url === `/v1/models/${model}` || url === `/v1beta/models/${model}`);
  if (!one) return undefined;
  return url.startsWith('/v1beta/') ? gemini(one) : described(one);
}
