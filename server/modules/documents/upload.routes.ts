import multipart from '@fastify/multipart';
import { UploadAccepted, UploadStatus, UploadText, Uuid } from '@parlance/contracts';
import { Type } from 'typebox';
import { AppError } from '../../platform/errors.ts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { presentAccepted, presentStatus } from './documents.present.ts';
import { findOwn } from './documents.queries.ts';
import { receiveUpload, textBodyBytes } from './read-upload.ts';

const tags = ['documents'];

/** Uploads of documents, and how far they have come. */
export async function registerUploads(http: Http, platform: Platform): Promise<void> {
  await http.register(async (scope) => registerUpload(scope as Http, platform));
  const { db, embeddings, now } = platform;

  http.get(
    '/v1/ai/upload/status/:task_id',
    {
      schema: {
        tags,
        operationId: 'getUploadStatus',
        summary: 'Ask how far an own upload has come',
        params: Type.Object({ task_id: Uuid }),
        response: { 200: UploadStatus },
      },
    },
    async ({ actor, params }) => {
      const row = await findOwn(db, actor.userId, params.task_id);
      if (!row) throw new AppError('not_found', 'There is no such upload of yours.');
      return presentStatus(row, { now: now(), engine: embeddings.current.id });
    },
  );
}

/** In a scope of its own: this route alone takes multipart beside JSON, and larger bodies. */
async function registerUpload(http: Http, platform: Platform): Promise<void> {
  await http.register(multipart);
  http.post(
    '/v1/ai/upload',
    {
      bodyLimit: textBodyBytes,
      config: { errors: [404] },
      schema: {
        tags,
        operationId: 'uploadDocument',
        summary: 'Upload a document, as JSON or as multipart/form-data with the field "file"',
        consumes: ['application/json', 'multipart/form-data'],
        body: UploadText,
        response: { 202: UploadAccepted },
      },
      // A form is read as it arrives and checked then; it is no body that a schema could see.
      preValidation: async (request) => {
        if (request.isMultipart()) request.body = { content: ' ' };
      },
    },
    async (request, reply) => {
      const row = await receiveUpload(platform, request);
      const stamp = { now: platform.now(), engine: platform.embeddings.current.id };
      return reply.code(202).send(presentAccepted(row, stamp));
    },
  );
}
