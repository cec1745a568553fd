import assert from 'node:assert/strict';
import type { AuthTokens, Conversation, EventPage, Media, Message, PostedMessage } from '@parlance/contracts';
import { password } from './index.ts';
import { ask } from './processes.ts';

interface MessageItems {
  items: Message[];
}

const file = 'Größe: 5 µm — مرحبا 🎈\n';

/** What two people left behind in an installation, and what has to be the same wherever it goes. */
export interface LivedIn {
  conversationId: string;
  mediaId: string;
  refreshToken: string;
  /** The log's position that a client would resume from. */
  position: { seq: number; epoch: string };
}

const signUp = async (url: string, username: string): Promise<AuthTokens> => {
  const { status, body } = await ask<AuthTokens>(`${url}/v1/auth/signup`, {
    method: 'POST',
    body: { username, password, email: `${username}@example.org`, full_name: 'Ana María Núñez' },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
};

/** Two people sign up, write, react and attach a file. */
export async function liveIn(url: string): Promise<LivedIn> {
  const [ana, ben] = [await signUp(url, 'ana'), await signUp(url, 'ben')];
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await ask<T>(`${url}${path}`, { method, token: ana.access_token, body });
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { id } = await call<Conversation>('POST', '/v1/conversations', { member_ids: [ben.user.id] });
  const post = (content: unknown) => call<PostedMessage>('POST', '/v1/messages', { conversation_id: id, content });
  const { message } = await post('Hi @ben — "quotes", \\ and \u2028 a line of its own\n\ttab');
  await call('PUT', `/v1/messages/${message.id}/reactions/${encodeURIComponent('🎉')}`);
  const form = new FormData();
  form.set('file', new File([file], 'größe.txt'));
  const upload = await fetch(`${url}/v1/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ana.access_token}` },
    body: form,
  });
  const media = (await upload.json()) as Media;
  await post({ text: 'die Datei', parts: [{ type: 'file', media_id: media.id }] });
  const log = await call<EventPage>('GET', `/v1/conversations/${id}/events`);
  return {
    conversationId: id,
    mediaId: media.id,
    refreshToken: ben.refresh_token,
    position: { seq: log.head_seq, epoch: log.epoch },
  };
}

/** Both sign in with their passwords, read the same, download the same, and search finds it. */
export async function assertLivedIn(url: string, { conversationId, mediaId }: LivedIn): Promise<string> {
  const login = await ask<AuthTokens>(`${url}/v1/auth/login`, { method: 'POST', body: { username: 'ben', password } });
  assert.equal(login.status, 200, JSON.stringify(login.body));
  const token = login.body.access_token;
  const { body } = await ask<MessageItems>(`${url}/v1/conversations/${conversationId}/messages`, { token });
  assert.deepEqual(body.items.map(({ content }) => content.text).sort(), [
    'Hi @ben — "quotes", \\ and \u2028 a line of its own\n\ttab',
    'die Datei',
  ]);
  assert.deepEqual(
    body.items.flatMap(({ reactions }) => reactions.map(({ emoji }) => emoji)),
    ['🎉'],
  );
  assert.equal((await ask<string>(`${url}/v1/media/${mediaId}`, { token })).body, file);
  const found = await ask<MessageItems>(`${url}/v1/search?query=quotes`, { token });
  assert.equal(found.body.items.length, 1);
  return token;
}
