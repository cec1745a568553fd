import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Conversation, ErrorBody, Media, PostedMessage } from '@parlance/contracts';
import sharp from 'sharp';
import type { Person, TestApp } from './index.ts';

/** For this module's tests: sends a file the way a browser does. */
export async function upload(
  app: TestApp,
  person: Person,
  content: Buffer | string,
  filename = 'photo.png',
): Promise<{ status: number; body: Media & ErrorBody }> {
  const form = new FormData();
  // The type that the browser claims is always wrong here: nothing may believe it.
  form.set('file', new File([Buffer.from(content)], filename, { type: 'text/html' }));
  const response = await fetch(`${app.url}/v1/media`, { method: 'POST', headers: person.headers, body: form });
  return { status: response.status, body: (await response.json()) as Media & ErrorBody };
}

/** The same, for uploads that have to succeed. */
export async function uploaded(app: TestApp, person: Person, ...file: [Buffer | string, string?]): Promise<Media> {
  const { status, body } = await upload(app, person, ...file);
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** A picture of one colour. */
export function picture(width = 8, height = 8): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: 'teal' }, limitInputPixels: false })
    .png()
    .toBuffer();
}

/** A direct conversation in which the sender posts the files. */
export async function sendFiles(
  sender: Person,
  receiver: Person,
  files: Media[],
): Promise<{ conversationId: string; messageId: string }> {
  const conversation = await sender.call<Conversation>('POST', '/v1/conversations', {
    member_ids: [receiver.user.id],
    kind: 'group',
  });
  const posted = await postFiles(sender, conversation.body.id, files);
  assert.equal(posted.status, 201, JSON.stringify(posted.body));
  return { conversationId: conversation.body.id, messageId: posted.body.message.id };
}

/** Posts a message with files and a text. */
export function postFiles(sender: Person, conversationId: string, files: Pick<Media, 'id'>[]) {
  return sender.call<PostedMessage & ErrorBody>('POST', '/v1/messages', {
    conversation_id: conversationId,
    content: { text: 'Schau mal', parts: files.map(({ id }) => ({ type: 'file', media_id: id })) },
  });
}

/** Every file under DATA_DIR/media, below its area. */
export function storedFiles(app: TestApp): string[] {
  const root = join(app.platform.config.DATA_DIR, 'media');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath.slice(root.length + 1), entry.name))
    .sort();
}

/** Waits for something that happens after an answer, such as a job; fails after fifteen seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'waited for fifteen seconds');
    await setTimeout(10);
  }
}
