import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@parlance/contracts';
import { createGroup } from '../../../test/harness/chat.ts';
import { startApp } from '../../../test/harness/index.ts';
import { askAssistant, endedRun } from '../../../test/harness/runs.ts';

const app = await startApp();
const [ada, ben, eve] = [await app.signUp('ada'), await app.signUp('ben'), await app.signUp('eve')];

test('a chart is drawn into the answer, and its picture belongs to those who read it', async () => {
  const group = await createGroup(ada, ben);
  const { run } = await askAssistant(ada, group, '@assistant chart: sales by month Jan 10, Feb 20, Mar 15');
  assert.equal((await endedRun(ada, run.id)).status, 'succeeded');
  const { body } = await ben.call<{ items: Message[] }>('GET', `/v1/conversations/${group}/messages`);
  const chart = body.items.at(-1)?.content.parts.find((part) => part.type === 'chart');
  assert.ok(chart?.type === 'chart' && chart.media_id);
  assert.match(JSON.stringify(chart.spec), /"Feb"/);
  const picture = await ben.call<string>('GET', `/v1/media/${chart.media_id}`);
  assert.deepEqual([picture.status, picture.headers['content-type']], [200, 'image/png']);
  assert.equal((await eve.call('GET', `/v1/media/${chart.media_id}`)).status, 404);
});
