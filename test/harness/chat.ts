import assert from 'node:assert/strict';
import type { Conversation, Message, PostedMessage } from '@parlance/contracts';
import type { Person } from './index.ts';

/** Opens a group and returns its id. */
export async function createGroup(owner: Person, ...others: Person[]): Promise<string> {
  const body = { kind: 'group', title: 'Lesekreis', member_ids: others.map(({ user }) => user.id) };
  const answer = await owner.call<Conversation>('POST', '/v1/conversations', body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.id;
}

/** Posts a message over HTTP. */
export async function post(person: Person, conversationId: string, content: string, key?: string): Promise<Message> {
  const { status, body } = await person.call<PostedMessage>('POST', '/v1/messages', {
    conversation_id: conversationId,
    content,
    ...(key === undefined ? {} : { message_id: key }),
  });
  assert.ok(status === 201 || status === 200, JSON.stringify(body));
  return body.message;
}

export async function addMember(owner: Person, id: string, member: Person): Promise<void> {
  const { status } = await owner.call('POST', `/v1/conversations/${id}/members`, { user_id: member.user.id });
  assert.equal(status, 201);
}

export async function removeMember(owner: Person, id: string, member: Person): Promise<void> {
  const { status } = await owner.call('DELETE', `/v1/conversations/${id}/members/${member.user.id}`);
  assert.equal(status, 204);
}
