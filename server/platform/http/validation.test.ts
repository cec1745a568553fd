import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddMembers, ContentDraft, PostMessage, Signup, UpdateProfile } from '@parlance/contracts';
import { type TSchema, Type } from 'typebox';
import { as, startBareHttp } from '../../../test/harness/bare-http.ts';

const schemas: Record<string, TSchema> = {
  signup: Signup,
  members: AddMembers,
  message: PostMessage,
  draft: Type.Object({ content: ContentDraft }),
  profile: UpdateProfile,
};
const http = await startBareHttp({}, (routes) => {
  for (const [name, body] of Object.entries(schemas)) {
    routes.post(`/v1/${name}`, { schema: { body } }, async (request) => request.body);
  }
});

/** The body as the route got it. */
async function received(name: string, payload: object): Promise<{ status: number; body: unknown }> {
  const answer = await http.inject({ method: 'POST', url: `/v1/${name}`, headers: as('ada'), payload });
  return { status: answer.statusCode, body: answer.json() };
}

const id = '01a1fcec-17a1-778a-8d28-95226cf4e631';

const dropped: [name: string, sent: object, got: object][] = [
  [
    'signup',
    { username: 'ada', password: 'a long one', is_superuser: true },
    { username: 'ada', password: 'a long one' },
  ],
  ['profile', { full_name: 'Ada', tier: 'premium', id }, { full_name: 'Ada' }],
  ['members', { user_id: id, user_ids: 'unchecked' }, { user_id: id }],
  ['members', { user_ids: [id], user_id: 7 }, { user_ids: [id] }],
  ['draft', { content: { text: 'Hi', html: '<b>' } }, { content: { text: 'Hi' } }],
  [
    'message',
    { conversation_id: id, content: [{ type: 'file', media_id: id, owner: 1 }], sender: 'assistant' },
    { conversation_id: id, content: [{ type: 'file', media_id: id }] },
  ],
];
for (const [name, sent, got] of dropped) {
  test(`${name} drops what it does not know of ${JSON.stringify(sent)}`, async () => {
    assert.deepEqual(await received(name, sent), { status: 200, body: got });
  });
}

test('what a body may hold arrives as it was sent', async () => {
  const message = {
    conversation_id: id,
    message_id: 'k',
    content: { text: 'a', parts: [{ type: 'text', text: 'b' }] },
  };
  for (const sent of [
    { ...message, reply_to: null },
    { ...message, content: 'Hi' },
    { ...message, content: [{ type: 'text', text: 'Hi' }] },
  ]) {
    assert.deepEqual(await received('message', sent), { status: 200, body: sent });
  }
});

test('a field of another type is refused, not dropped', async () => {
  assert.equal((await received('members', { user_ids: 'x' })).status, 422);
  assert.equal((await received('signup', { username: 'ada', password: 'a long one', email: 5 })).status, 422);
});
