import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGroup, post } from '../../../test/harness/chat.ts';
import { type Person, startApp } from '../../../test/harness/index.ts';
import type { ToolContext } from '../../platform/agent/tool.ts';
import { searchMessagesTool } from './index.ts';

const app = await startApp();
const [ada, maria, eve] = [await app.signUp('ada'), await app.signUp('Maria'), await app.signUp('eve')];
const group = await createGroup(ada, maria);
await post(maria, group, 'The invoice for the roof is due in May.');
await post(ada, group, 'Der Vertrag mit der Gärtnerei liegt im Büro.');
const others = await createGroup(eve, maria);
await post(maria, others, 'The invoice for the boat is secret.');

const tool = searchMessagesTool(app.platform);
const search = (person: Person, query: string, more: Partial<ToolContext> = {}) =>
  tool.call(
    { query },
    {
      userId: person.user.id,
      conversationId: group,
      audience: 'own',
      runId: group,
      signal: AbortSignal.timeout(10_000),
      progress: () => undefined,
      ...more,
    },
  );
const text = async (...args: Parameters<typeof search>) => {
  const result = await search(...args);
  return result.ok ? (result.answer ?? '') : result.code;
};

test('finds who said what, in conversations of the asker only', async () => {
  assert.match(await text(ada, 'When did Maria mention the invoice?'), /\*\*Maria\*\*[\s\S]*invoice for the roof/);
  assert.match(await text(ada, 'Wo liegt der Vertrag?'), /Gärtnerei liegt im Büro/);
  assert.doesNotMatch(await text(ada, 'invoice'), /boat/);
  assert.match(await text(eve, 'invoice'), /boat/);
});

test('finds nothing where nobody said it, or where the words say nothing', async () => {
  for (const query of [
    'Did Ada mention the invoice?',
    'When did anyone talk about submarines?',
    'what was it?',
    '%_\\',
  ])
    assert.equal(await text(ada, query), 'not_found', query);
});

test('what others read too rests on their own conversation alone', async () => {
  const shared = { audience: 'shared' as const, conversationId: others };
  assert.match(await text(maria, 'invoice', shared), /boat/);
  assert.doesNotMatch(await text(maria, 'invoice', shared), /roof/);
});
