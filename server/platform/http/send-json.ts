import type { FastifyReply } from 'fastify';

/** Answers with text that is JSON already, so that events are not parsed only to be serialised again. */
export function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').serializer(String).send(json);
}
