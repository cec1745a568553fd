import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { ErrorBody } from '@parlance/contracts';
import type { RouteOptions } from 'fastify';
import type { Config } from '../../config.ts';
import { withErrors } from './documented-errors.ts';
import { contentSecurity } from './security.ts';
import type { Http } from './types.ts';

const description = `People, AI agents, documents and databases in one conversation.

Send the access token of a login as \`Authorization: Bearer …\`. JSON is snake_case, ids are UUIDs, times are RFC 3339 in UTC. Lists
answer with \`items\` and \`next_cursor\`. Every error has the same body; its \`error\` is a stable code. Live changes come over the
WebSocket at \`/ws\`.`;

/** What the documentation says about each group of routes, in this order. A route may use no other tag. */
const tags = [
  { name: 'auth', description: 'Sign-up, login, sessions and forgotten passwords.' },
  { name: 'users', description: 'Accounts, profiles, preferences and search for people.' },
  { name: 'conversations', description: 'Conversations, their members, their log and read state.' },
  { name: 'messages', description: 'Messages, reactions, history and full-text search.' },
  { name: 'runs', description: 'Answers of the assistant: their state, their events, approvals.' },
  { name: 'assistant', description: 'Asking the assistant in one call, and its sessions.' },
  {
    name: 'openai',
    description: 'What clients of OpenAI use: models, chat completions and embeddings, by an API key.',
  },
  { name: 'media', description: 'Uploads, thumbnails and downloads.' },
  { name: 'connections', description: 'Connected databases, who may use them, and what is known about them.' },
  { name: 'ask-db', description: 'Asking connected databases in plain words, and what was asked.' },
  { name: 'documents', description: 'Uploads of documents, their text, and search in them by words and meaning.' },
  { name: 'study', description: 'Questions, summaries, mind maps, flash cards and quizzes about documents and texts.' },
  { name: 'system', description: 'Health, readiness, metrics and statistics.' },
];

const unlisted = { schema: { hide: true }, config: { public: true, limit: 'none' } } as const;

/**
 * Collects every route registered from now on into `/openapi.json`, shown at `/docs` (Swagger UI) and `/redoc`. Error responses are
 * added to each route's schema.
 */
export async function registerDocs(http: Http, config: Config): Promise<void> {
  http.addSchema(ErrorBody);
  http.addHook('onRoute', (route) => completeSchema(route, config));
  await http.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Parlance', version: config.version, description, license: { name: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      tags,
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    convertConstToEnum: false,
    stripBasePath: false,
    refResolver: { buildLocalReference: (json, _uri, _fragment, index) => String(json.$id ?? `schema-${index}`) },
  });
  let document: string | undefined;
  http.get('/openapi.json', unlisted, (_request, reply) => {
    document ??= JSON.stringify(http.swagger());
    return reply.type('application/json; charset=utf-8').send(document);
  });
  await registerSwaggerUi(http);
  registerRedoc(http);
}

function completeSchema(route: RouteOptions, config: Config): void {
  if (route.schema?.hide) return;
  route.schema = {
    ...route.schema,
    ...(route.config?.public ? {} : { security: [{ bearer: [] }] }),
    response: withErrors(route, { namedHosts: config.ALLOWED_HOSTS.length > 0 }),
  };
}

async function registerSwaggerUi(http: Http): Promise<void> {
  await http.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, ...unlisted.config };
    });
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      theme: { title: 'Parlance API' },
      // The badge would send the address of this server to a public validator.
      uiConfig: { url: '/openapi.json', validatorUrl: 'none', deepLinking: true, persistAuthorization: true },
    });
  });
}

const redocPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Parlance API</title></head>
<body><redoc spec-url="/openapi.json"></redoc><script src="/redoc/redoc.js"></script></body>
</html>`;

/** ReDoc builds its search index in a worker it makes from a blob. */
const redocSecurity = {
  contentSecurityPolicy: { useDefaults: false, directives: { ...contentSecurity, 'worker-src': ["'self'", 'blob:'] } },
};

function registerRedoc(http: Http): void {
  const bundle = createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js');
  http.get('/redoc', { ...unlisted, helmet: redocSecurity }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(redocPage),
  );
  http.get('/redoc/redoc.js', unlisted, (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'public, max-age=86400')
      .send(createReadStream(bundle)),
  );
}
