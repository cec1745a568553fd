import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { defineTool } from '../../server/platform/agent/tool.ts';
import { startApp } from '../harness/index.ts';
import { pause, startScriptedModel, text, toolCall, usage } from '../harness/scripted-model.ts';
import { assertNoFaults, composer, message, messages, openBrowser, say, signUp, writeTo } from './people.ts';

const spec = {
  title: 'Besucher am Hafen',
  data: { values: [10, 20, 15].map((visitors, index) => ({ day: ['Fr', 'Sa', 'So'][index], visitors })) },
  mark: 'bar',
  encoding: { x: { field: 'day', type: 'nominal', sort: null }, y: { field: 'visitors', type: 'quantitative' } },
};
const drawChart = defineTool({
  name: 'draw_visitors',
  title: 'Draw the visitors',
  description: 'Draws a chart of the visitors.',
  parameters: Type.Object({}),
  risk: 'read',
  call: async () => ({ ok: true, content: 'Drawn.', parts: [{ type: 'chart', spec, media_id: null }] }),
});
const deleteDraft = defineTool({
  name: 'delete_draft',
  title: 'Delete a draft',
  description: 'Deletes a draft.',
  parameters: Type.Object({ path: Type.String() }),
  risk: 'dangerous',
  call: async ({ path }) => ({ ok: true, content: `${path} is gone.` }),
});

let gate = Promise.withResolvers<void>();
const model = await startScriptedModel(({ messages: asked, tools }) => {
  if (tools.length === 0) return [text('Lanterns')];
  const question = asked.findLast(({ role }) => role === 'user')?.text ?? '';
  const hasResult = asked.at(-1)?.role === 'tool';
  if (question.includes('draw')) return [hasResult ? text('Saturday was best.') : toolCall('draw_visitors', {})];
  if (question.includes('delete'))
    return [hasResult ? text('The draft is gone.') : toolCall('delete_draft', { path: '/übersicht.md' })];
  if (question.includes('list')) {
    const code = '```js\nconst lanterns = 12;\n```';
    return [
      text(
        `# Packing\n\n- **twelve** lanterns\n- <b onclick="x()">tape</b>\n\n${code}\n\n![p](https://example.org/p.png)`,
      ),
      usage(20, 8),
    ];
  }
  return [text('The lanterns are '), pause(gate.promise), text('lit at nine.')];
});
const [app, browser] = await Promise.all([
  startApp({
    settings: { ...model.settings(), RATE_LIMIT_PER_MINUTE: '100000', LOGIN_RATE_LIMIT_PER_MINUTE: '1000' },
    tools: [drawChart, deleteDraft],
  }),
  openBrowser(),
]);
const product = { url: app.url, dataDir: '' };
const zoe = await signUp(browser, product, { username: 'zoë', name: 'Zoë Müller' });
const { page } = zoe;
const answer = (words: string) => messages(page).and(page.locator('[data-message-id]')).filter({ hasText: words });

test('an answer grows as it is written, in two tabs, and is still coming after a reload', async () => {
  await page.getByRole('button', { name: 'Ask the assistant', exact: true }).click();
  await page.getByRole('heading', { name: 'Assistant', level: 2 }).waitFor();
  const other = await zoe.context.newPage();
  await other.goto(page.url());
  await say(page, 'When are the lanterns lit?');
  for (const tab of [page, other]) await message(tab, 'The lanterns are').waitFor();
  assert.equal(await message(page, 'The lanterns are').getAttribute('aria-busy'), 'true');
  await page.reload();
  await message(page, 'The lanterns are').waitFor();
  gate.resolve();
  for (const tab of [page, other]) {
    await message(tab, 'The lanterns are lit at nine.').and(tab.locator('[data-message-id]')).waitFor();
    assert.equal(await message(tab, 'The lanterns are').count(), 1);
  }
  await page.getByRole('heading', { name: 'Lanterns', level: 2 }).waitFor();
  await other.close();
});

test('a second question waits for its turn, and Escape stops what is being written', async () => {
  gate = Promise.withResolvers();
  await say(page, 'And on Sunday?');
  const stopped = messages(page).filter({ hasText: 'The lanterns are' }).last();
  await page.locator('[aria-busy=true]').filter({ hasText: 'The lanterns are' }).waitFor();
  await say(page, 'Write a list');
  await message(page, 'Write a list').filter({ hasText: 'Answered when it is its turn.' }).waitFor();
  await page.keyboard.press('Escape');
  await messages(page).filter({ hasText: 'Stopped.' }).waitFor();
  await answer('Packing').waitFor();
  assert.match((await stopped.textContent()) ?? '', /lanterns/);
  gate.resolve();
});

test('Markdown is shown as what it means; HTML and pictures of others are not let in', async () => {
  const shown = answer('Packing');
  await shown.getByRole('heading', { name: 'Packing' }).waitFor();
  await shown.locator('strong', { hasText: 'twelve' }).waitFor();
  await shown.locator('.hljs-number', { hasText: '12' }).waitFor();
  assert.equal(await shown.locator('img, b, [onclick]').count(), 0);
  assert.equal(await shown.getByRole('link', { name: 'p' }).getAttribute('rel'), 'noopener noreferrer nofollow');
  await shown.getByText('28 tokens').waitFor();
});

test('a chart is drawn, and how it came about unfolds', async () => {
  await say(page, 'Please draw the visitors');
  const shown = answer('Saturday was best.');
  await shown.getByRole('figure', { name: 'Besucher am Hafen' }).locator('svg').waitFor();
  await shown.getByText('Draw the visitors').click();
  await shown.getByText('Drawn.').waitFor();
  await page.reload();
  await shown.getByRole('figure', { name: 'Besucher am Hafen' }).locator('svg').waitFor();
  await shown.getByRole('button', { name: 'How this answer came about' }).click();
  await shown.getByText('Draw the visitors').waitFor();
});

test('what is dangerous waits for a word, with all that it would be given', async () => {
  await say(page, 'Now delete the draft');
  const card = page.getByRole('region', { name: 'Approval needed' });
  await card.getByText('"path": "/übersicht.md"').waitFor();
  await card.getByRole('button', { name: 'Approve once' }).click();
  await answer('The draft is gone.').waitFor();
  await say(page, 'Please delete it once more');
  await card.getByRole('button', { name: 'Reject' }).click();
  await card.getByRole('textbox').fill('Keep it');
  await card.getByRole('button', { name: 'Reject' }).click();
  await page.getByText('rejected').waitFor();
});

test('a question is changed and asked anew', async () => {
  await page.getByRole('button', { name: 'Stop answering' }).waitFor({ state: 'detached' });
  const field = page.getByRole('textbox', { name: 'Message the assistant' });
  await field.press('ArrowUp');
  assert.equal(await field.inputValue(), 'Please delete it once more');
  await field.fill('Write the list again');
  await field.press('Enter');
  await messages(page).filter({ hasText: 'Write the list again' }).waitFor();
  await page.getByRole('heading', { name: 'Packing' }).nth(1).waitFor();
});

test('an answer is given once more', async () => {
  const before = await page.getByRole('heading', { name: 'Packing' }).count();
  await page.getByRole('button', { name: 'Answer again' }).last().click();
  await page.getByRole('heading', { name: 'Packing' }).nth(before).waitFor();
});

test('among people the assistant is offered by name, and everyone sees what it answers', async () => {
  const omar = await signUp(browser, product, { username: 'omar', name: 'عمر' });
  await writeTo(page, 'omar', 'عمر');
  await composer(page).pressSequentially('@ass');
  await page.getByRole('option', { name: 'Assistant' }).click();
  await composer(page).pressSequentially('please write a list');
  await composer(page).press('Enter');
  await answer('Packing').waitFor();
  await omar.page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click();
  const shown = message(omar.page, 'Packing');
  await shown.getByRole('heading', { name: 'Packing' }).waitFor();
  assert.equal(await shown.getByRole('button', { name: 'Answer again' }).count(), 0);
  assertNoFaults(omar);
});

test('no page logged an error', () => assertNoFaults(zoe));
