import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { Http } from './types.ts';

const dist = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
const notBuilt = 'The web app is not built: start Parlance with `npm start`, or run `npm run build`.';
/** Built files carry a hash of their content in their names. */
const hashed = { maxAge: '365d', immutable: true };
const named = { maxAge: '1h' };

/** Serves the web app at `/` and `/app/*`: files as they are, every other path as the one page that routes itself. */
export async function registerPages(http: Http): Promise<void> {
  const page = existsSync(join(dist, 'index.html')) ? await readFile(join(dist, 'index.html'), 'utf8') : undefined;
  const options = { config: { public: true, limit: 'none' as const }, schema: { hide: true } };
  await http.register(fastifyStatic, { root: dist, serve: false, preCompressed: true });
  const showPage = (reply: FastifyReply) => {
    if (page === undefined) return reply.status(503).type('text/plain').send(notBuilt);
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  };
  http.get('/', options, async (_request, reply) => showPage(reply));
  http.get('/app', options, async (_request, reply) => showPage(reply));
  http.get<{ Params: { '*': string } }>('/app/*', options, async (request, reply) => {
    const path = request.params['*'];
    if (!/\.\w{2,11}$/.test(path)) return showPage(reply);
    return reply.sendFile(`app/${path}`, path.startsWith('assets/') ? hashed : named);
  });
}
