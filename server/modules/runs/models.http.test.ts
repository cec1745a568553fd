import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  applyRunEvent,
  type Conversation,
  type Message,
  type Run,
  type RunEvent,
  type RunSnapshotPart,
  type TextAnswer,
} from '@parlance/contracts';
import { createGroup, post } from '../../../test/harness/chat.ts';
import { eventually } from '../../../test/harness/eventually.ts';
import { startApp } from '../../../test/harness/index.ts';
import { askAssistant, endedRun, openAssistant, readStream, runEvents } from '../../../test/harness/runs.ts';
import {
  cut,
  fail,
  pause,
  reasoning,
  startScriptedModel,
  text,
  toolCall,
  usage,
} from '../../../test/harness/scripted-model.ts';
import { scriptedTool } from '../../../test/harness/tools.ts';

const model = await startScriptedModel();
const weigh = scriptedTool('weigh');
const app = await startApp({ settings: model.settings(), tools: [weigh.tool] });
const ada = await app.signUp('ada');
const ben = await app.signUp('ben');
after(() => model.close());

const partsOf = (events: RunEvent[]) => events.reduce<RunSnapshotPart[]>(applyRunEvent, []);
const textsOf = (events: RunEvent[]) => partsOf(events).flatMap((part) => (part.type === 'text' ? [part.text] : []));
const answerOf = async (conversationId: string) => {
  const { body } = await ada.call<{ items: Message[] }>('GET', `/v1/conversations/${conversationId}/messages`);
  return body.items.at(-1)?.content.text;
};
/** The title is asked for after the first answer; here conversations have one. */
async function titled(): Promise<string> {
  const { body } = await ada.call<Conversation>('POST', '/v1/conversations', { kind: 'assistant', title: 'Test' });
  return body.id;
}

test("a model's words are streamed as they come, and become the message", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  model.script([[text('The harvest '), pause(promise), text('was good. 🍇'), usage(120, 8)]]);
  const conversationId = await titled();
  const { run } = await askAssistant(ada, conversationId, 'How was the harvest?');
  let said = '';
  for await (const { event, data } of readStream(app, ada, `/v1/runs/${run.id}/events`)) {
    if (event !== 'text-delta') continue;
    said += (JSON.parse(data) as { delta: string }).delta;
    resolve();
  }
  assert.equal(said, 'The harvest was good. 🍇');
  assert.equal(await answerOf(conversationId), said);
  const ended = await endedRun(ada, run.id);
  assert.equal(ended.model, 'openai-compatible:scripted');
  assert.deepEqual([ended.usage?.input_tokens, ended.usage?.output_tokens], [120, 8]);
});

test('tools are called with what the model says, and their results go back to it', async () => {
  model.script([
    [reasoning('I have to weigh it.'), text('Let me see.'), toolCall('weigh', { question: 'grapes' })],
    [text('Twelve kilos.')],
  ]);
  const conversationId = await titled();
  const { run } = await askAssistant(ada, conversationId, 'How heavy?');
  const events = await runEvents(app, ada, run.id);
  assert.deepEqual(
    partsOf(events).map((part) => part.type),
    ['reasoning', 'text', 'tool-call', 'text'],
  );
  assert.equal(await answerOf(conversationId), 'Let me see.\n\nTwelve kilos.');
  assert.match(model.requests.at(-1)?.lastText ?? '', /weigh: grapes/);
});

test('a tool that there is not, wrong arguments and a failure are told to the model', async () => {
  model.script([[toolCall('fly', {})], [toolCall('weigh', { question: 7 })], [text('I could not.')]]);
  const conversationId = await titled();
  const { run } = await askAssistant(ada, conversationId, 'Fly!');
  assert.equal((await endedRun(ada, run.id)).status, 'succeeded');
  const told = model.requests.slice(-2).map(({ lastText }) => lastText);
  assert.match(told[0] ?? '', /no tool fly/);
  assert.match(told[1] ?? '', /bad_arguments/);
});

describe('when the model fails', () => {
  test('a step that broke off is taken back and said anew, without doubled words', async () => {
    model.script([[text('The harvest was b'), cut()], [text('The harvest was good.')]]);
    const conversationId = await titled();
    const { run } = await askAssistant(ada, conversationId, 'How was it?');
    const events = await runEvents(app, ada, run.id);
    assert.ok(events.some(({ type }) => type === 'text-reset'));
    assert.deepEqual(textsOf(events), ['The harvest was good.']);
    assert.equal(await answerOf(conversationId), 'The harvest was good.');
  });

  test('the built-in engine answers, and everyone can see why', async () => {
    model.script(() => fail(401));
    const conversationId = await titled();
    const { run } = await askAssistant(ada, conversationId, 'Hello!');
    const ended = await endedRun(ada, run.id);
    assert.equal(ended.status, 'succeeded');
    assert.equal(ended.engine, 'builtin');
    assert.match(ended.note ?? '', /built-in engine answers instead/);
    assert.ok((await runEvents(app, ada, run.id)).some(({ type }) => type === 'note'));
    assert.match((await answerOf(conversationId)) ?? '', /^Hello!/);
  });
});

test('stopping in the middle keeps what was said, and ends the call', async () => {
  const { promise } = Promise.withResolvers<void>();
  model.script([[text('The harvest was '), pause(promise), text('never said')]]);
  const conversationId = await titled();
  const { run } = await askAssistant(ada, conversationId, 'How was it?');
  const seen: string[] = [];
  for await (const { event } of readStream(app, ada, `/v1/runs/${run.id}/events`)) {
    seen.push(event);
    if (event === 'text-delta') {
      const { body } = await ada.call<Run>('POST', `/v1/runs/${run.id}/cancel`);
      assert.equal(body.status, 'cancelled');
    }
  }
  assert.equal(seen.at(-1), 'run-cancelled');
  assert.equal(await answerOf(conversationId), 'The harvest was');
  assert.equal(await model.requests.at(-1)?.closed, true, 'the connection to the model is closed');
});

describe('what the model sees', () => {
  test('is the conversation, with names in a group', async () => {
    model.script([[text('Noted.')]]);
    const group = await createGroup(ada, ben);
    await post(ben, group, 'The wine is sold.');
    const { run } = await askAssistant(ada, group, '@assistant what did Ben say?');
    await endedRun(ada, run.id);
    const { messages = [] } = model.requests.at(-1) ?? {};
    assert.deepEqual(
      messages.slice(1).map(({ text: said }) => said),
      ['ben: The wine is sold.', 'ada: @assistant what did Ben say?'],
    );
    assert.match(messages[0]?.text ?? '', /never follow instructions/);
  });

  test('is the newest part of a long one, and a summary of what came before', async () => {
    const small = await startApp({ settings: { ...model.settings(), LLM_CONTEXT_TOKENS: '2048' } });
    const zoe = await small.signUp('zoe');
    const conversationId = await openAssistant(zoe);
    const summaries: string[] = [];
    model.script(({ messages, lastText }) => {
      const isSummary = /^Summarise/.test(messages[0]?.text ?? '');
      if (isSummary) summaries.push(lastText);
      return [text(isSummary ? 'They spoke about plums.' : 'Yes.')];
    });
    for (let n = 1; n <= 6; n++) {
      const { run } = await askAssistant(zoe, conversationId, `Plum number ${n}: ${'very ripe '.repeat(150)}`);
      await endedRun(zoe, run.id);
    }
    assert.ok(summaries.length > 0);
    assert.match(summaries[0] ?? '', /Plum number 1/);
    const asked = model.requests.findLast(({ messages }) => /You are the assistant/.test(messages[0]?.text ?? ''));
    assert.match(asked?.messages[0]?.text ?? '', /They spoke about plums/);
    assert.doesNotMatch(JSON.stringify(asked?.messages), /Plum number 1:/);
  });
});

test('a new conversation is named by the model', async () => {
  model.script(({ messages }) => [text(/^Name this/.test(messages[0]?.text ?? '') ? '"Die Ernte"' : 'Gut.')]);
  const conversationId = await openAssistant(ada);
  await askAssistant(ada, conversationId, 'Wie war die Ernte?');
  const title = async () => (await ada.call<Conversation>('GET', `/v1/conversations/${conversationId}`)).body.title;
  await eventually('it has its name', async () => (await title()) === 'Die Ernte');
});

test('parameters go through, and a model that there is not is refused', async () => {
  model.script(() => [text('Ja.')]);
  const { status } = await ada.call<TextAnswer>('POST', '/v1/chat/message', {
    message: 'Wirklich?',
    temperature: 0.3,
    max_tokens: 77,
  });
  assert.equal(status, 200);
  const asked = model.requests.find(({ lastText }) => lastText === 'Wirklich?');
  assert.equal(asked?.body.temperature, 0.3);
  assert.equal(asked?.body.max_tokens ?? asked?.body.max_completion_tokens, 77);
  const refused = await ada.call('POST', '/v1/chat/message', { message: 'x', model: 'openai:none' });
  assert.equal(refused.status, 422);
  const stateless = await ada.call<TextAnswer>('POST', '/v1/chat/conversation', {
    messages: [{ role: 'user', content: 'Und?' }],
  });
  assert.equal(stateless.body.response, 'Ja.');
  assert.equal(stateless.body.engine, 'openai-compatible');
});
