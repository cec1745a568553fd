import assert from 'node:assert/strict';
import type { Connection, ConnectionState, ErrorBody } from '@parlance/contracts';
import { eventually } from '../../../test/harness/eventually.ts';
import type { Person } from '../../../test/harness/index.ts';

/** For tests: the demo database of somebody, analysed. */
export async function connectedDemo(person: Person): Promise<Connection> {
  const { status, body } = await person.call<Connection & ErrorBody>('POST', '/v1/connections/demo');
  assert.ok(status === 201 || status === 200, JSON.stringify(body));
  return analysed(person, body.id);
}

/** For tests: waits for the end of the analysis, whatever it is. */
export async function analysed(person: Person, id: string): Promise<Connection> {
  await eventually(
    'the analysis ends',
    async () => {
      const { body } = await person.call<ConnectionState>('GET', `/v1/system/connections/${id}/status`);
      return body.status === 'ready' || body.status === 'error';
    },
    60,
  );
  const { body } = await person.call<Connection>('GET', `/v1/connections/${id}`);
  return body;
}

/** For tests: lets somebody use a connection. */
export async function share(owner: Person, id: string, other: Person, permission: string): Promise<void> {
  const body = { user_id: other.user.id, permission };
  const answer = await owner.call<ErrorBody>('POST', `/v1/connections/${id}/shares`, body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
}
