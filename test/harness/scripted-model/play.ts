import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { wholeCompletion } from './openai.ts';
import type { Answer, Failure, FinishReason, Step } from './steps.ts';
import type { Body, Encoder, SpokenCall, Wire } from './wire.ts';

interface Asked {
  wire: Wire;
  stream: boolean;
  model: string;
  body: Body;
  answer: Answer;
}

/** What was said so far. */
interface Said {
  text: string;
  calls: SpokenCall[];
  reason: FinishReason | undefined;
}

/** Gives one answer as its script says; returns when it is over or the client has gone. */
export async function play(response: ServerResponse, asked: Asked): Promise<void> {
  if (!Array.isArray(asked.answer)) return refuse(response, asked.wire, asked.answer);
  const gone = new Promise<'gone'>((resolve) => response.once('close', () => resolve('gone')));
  const id = `answer-${randomUUID()}`;
  const { model, body } = asked;
  const told = asked.answer.find((step) => step.do === 'usage');
  const usage = told ? told.usage : { inputTokens: 20, outputTokens: 10 };
  const said: Said = { text: '', calls: [], reason: undefined };
  const encoder = asked.wire.encode({ id, model, body, usage });
  const steps = [...asked.answer];
  // A pause in front of everything holds back the headers too.
  while (steps[0]?.do === 'pause') {
    const [first] = steps.splice(0, 1);
    if (first?.do === 'pause' && (await Promise.race([first.until, gone])) === 'gone') return;
  }
  const send = asked.stream ? createSender(response, encoder) : async () => undefined;
  if (asked.stream) await send(encoder.start());
  for (const step of steps) {
    if (response.destroyed) return;
    if (step.do === 'usage') continue;
    if (step.do === 'pause') await Promise.race([step.until, gone]);
    else if (step.do === 'cut') return void response.destroy();
    else if (step.do === 'stop-short') return void response.end();
    else await send(speak(step, encoder, said));
  }
  const reason = said.reason ?? (said.calls.length > 0 ? 'tool-calls' : 'stop');
  if (!asked.stream) return void sendJson(response, wholeCompletion({ id, model }, { ...said, reason, usage }));
  await send(encoder.end(reason));
  response.end();
}

type Spoken = Exclude<Step, { do: 'pause' | 'cut' | 'stop-short' | 'usage' }>;

function speak(step: Spoken, encoder: Encoder, said: Said): string[] {
  switch (step.do) {
    case 'text':
      said.text += step.deltas.join('');
      return step.deltas.flatMap((delta) => encoder.text(delta));
    case 'reasoning':
      return step.deltas.flatMap((delta) => encoder.reasoning(delta));
    case 'tool-call': {
      const call = { id: step.id ?? `call-${randomUUID()}`, name: step.name, args: step.args };
      said.calls.push(call);
      return encoder.toolCall(call);
    }
    case 'finish':
      said.reason = step.reason;
      return [];
    case 'garble':
      return encoder.garbled();
    case 'fail-inside':
      return encoder.failInside(step.failure);
  }
}

/** Every packet but the shortest is written in two parts that split it wherever that falls, even inside a character. */
function createSender(response: ServerResponse, { contentType }: Encoder): (packets: string[]) => Promise<void> {
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' });
  response.flushHeaders();
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      if (response.destroyed) resolve();
      else response.write(bytes, () => resolve());
    });
  return async (packets) => {
    for (const packet of packets) {
      const bytes = Buffer.from(packet);
      const middle = Math.floor(bytes.length / 2);
      await write(bytes.subarray(0, middle));
      await write(bytes.subarray(middle));
    }
  };
}

function refuse(response: ServerResponse, wire: Wire, failure: Failure): void {
  const { status, retryAfter, headers = {} } = failure;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...headers,
  });
  response.end(JSON.stringify(wire.failure(failure)));
}

/** Sends a whole answer. */
function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
