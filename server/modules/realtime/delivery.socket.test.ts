import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Conversation, PostedMessage } from '@parlance/contracts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import { connect } from '../../../test/harness/socket-client.ts';

const app = await startApp();

async function groupOf(owner: Person, ...others: Person[]): Promise<string> {
  const body = { kind: 'group', title: 'Nähkreis', member_ids: others.map(({ user }) => user.id) };
  const answer = await owner.call<Conversation>('POST', '/v1/conversations', body);
  assert.equal(answer.status, 201);
  return answer.body.id;
}

describe('every device of every member', () => {
  test('gets every event, in order, without joining', async () => {
    const [ada, zoe] = [await app.signUp(), await app.signUp()];
    const id = await groupOf(ada, zoe);
    const devices = await Promise.all([ada, ada, zoe, zoe].map((person) => connect(app.url, person)));
    const sends = Array.from({ length: 30 }, (_, index) =>
      (index % 2 ? ada : zoe).call<PostedMessage>('POST', '/v1/messages', {
        conversation_id: id,
        content: `Nachricht ${index} 👋`,
      }),
    );
    const seqs = (await Promise.all(sends)).map(({ body }) => body.message.seq).sort((a, b) => a - b);
    for (const device of devices) {
      await device.reached(id, 31);
      await device.settle();
      assert.deepEqual(device.seqs(id), seqs);
    }
  });
});
