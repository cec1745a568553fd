import assert from 'node:assert/strict';
import type { DocumentHits, ErrorBody, FullDocument, UploadAccepted, UploadStatus } from '@parlance/contracts';
import { eventually } from './eventually.ts';
import type { Person, TestApp } from './index.ts';

/** Uploads a text as JSON; `more` are further fields. */
export function uploadText(person: Person, content: string, filename = 'notes.md', more: object = {}) {
  return person.call<UploadAccepted & ErrorBody>('POST', '/v1/ai/upload', { content, filename, ...more });
}

/** The same for a text that has to become a whole document: waits until it is found by words and meaning. */
export async function ingest(person: Person, content: string, filename?: string, more?: object): Promise<string> {
  const { status, body } = await uploadText(person, content, filename, more);
  assert.equal(status, 202, JSON.stringify(body));
  assert.equal((await finished(person, body.task_id)).status, 'completed');
  return body.document_id;
}

/** Uploads a file the way a browser does. */
export async function uploadFile(
  app: TestApp,
  person: Person,
  file: { content: Buffer | string; filename: string },
  fields: Record<string, string> = {},
): Promise<{ status: number; body: UploadAccepted & ErrorBody }> {
  const form = new FormData();
  form.set('file', new File([Buffer.from(file.content)], file.filename));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const response = await fetch(`${app.url}/v1/ai/upload`, { method: 'POST', headers: person.headers, body: form });
  return { status: response.status, body: (await response.json()) as UploadAccepted & ErrorBody };
}

/** How far an upload has come. */
export async function statusOf(person: Person, taskId: string): Promise<UploadStatus> {
  const { status, body } = await person.call<UploadStatus>('GET', `/v1/ai/upload/status/${taskId}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** The status in which an upload ended. */
export async function finished(person: Person, taskId: string, seconds = 60): Promise<UploadStatus> {
  let last: UploadStatus | undefined;
  const ended = async () => {
    last = await statusOf(person, taskId);
    return last.status !== 'processing';
  };
  await eventually(`the end of upload ${taskId}`, ended, seconds);
  assert.ok(last);
  return last;
}

/** What a person finds. */
export async function search(person: Person, query: string, more: object = {}): Promise<DocumentHits['items']> {
  const { status, body } = await person.call<DocumentHits>('POST', '/v1/documents/search', { query, ...more });
  assert.equal(status, 200, JSON.stringify(body));
  return body.items;
}

/** A document with its text. */
export const getDocument = (person: Person, id: string) =>
  person.call<FullDocument & ErrorBody>('GET', `/v1/documents/${id}`);
