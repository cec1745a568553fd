import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { anthropic } from './scripted-model/anthropic.ts';
import { google } from './scripted-model/google.ts';
import { listModels } from './scripted-model/lists.ts';
import { ollama } from './scripted-model/ollama.ts';
import { openai } from './scripted-model/openai.ts';
import { play } from './scripted-model/play.ts';
import type { Answer, Step } from './scripted-model/steps.ts';
import type { Body, SeenMessage, Vendor, Wire } from './scripted-model/wire.ts';

export {
  type Answer,
  cut,
  fail,
  failInside,
  finish,
  garble,
  noUsage,
  pause,
  reasoning,
  silence,
  stopShort,
  text,
  toolCall,
  usage,
} from './scripted-model/steps.ts';
export type { SeenMessage, Vendor } from './scripted-model/wire.ts';

/** A question as it came in. */
export interface SeenRequest {
  /** Told apart by path: each vendor's wire format is its own. */
  vendor: Vendor;
  model: string;
  headers: IncomingMessage['headers'];
  /** The body as it was sent. */
  body: Body;
  messages: SeenMessage[];
  /** What was said last, by whoever. */
  lastText: string;
  /** Names of the tools that were offered. */
  tools: string[];
  /** 0 for the first question the server ever got. */
  nth: number;
  /** How often these very messages had been asked before: 0 the first time, 1 at the second try. */
  repeats: number;
  /** Settles when the connection is over; true when the client went away before the answer's end. */
  closed: Promise<boolean>;
}

/** Decides what is answered. It may look at the question and at how often it was asked. */
export type Script = (request: SeenRequest) => Answer | Promise<Answer>;

/**
 * A local server that speaks the wire formats of OpenAI, Anthropic, Gemini and Ollama and answers by script.
 *
 *     const model = await startScriptedModel(({ repeats }) => [text(repeats ? 'Again.' : 'Once', ' more.')]);
 *     const app = await startApp({ settings: model.settings() });
 *
 * A script is a function or a list of answers given one after the other; an answer is a list of steps (`text`, `toolCall`,
 * `pause`, `cut`, …) or `fail(status)`. Time passes only as the test wants: `pause(promise)` waits for the test's promise, and
 * nothing sleeps. Every answer has an id of its own. The server ends with the test file.
 */
export interface ScriptedModel {
  /** Without a path, e.g. `http://127.0.0.1:4711`. */
  readonly url: string;
  /** Every question so far. */
  readonly requests: readonly SeenRequest[];
  /** Waits for the question with this number, 0 for the first. */
  request(nth: number): Promise<SeenRequest>;
  /** Changes what is answered from now on. */
  script(script: Script | Answer[]): void;
  /** Models the lists name; `['scripted']` at first. */
  models: string[];
  /** Settings that make this the model: of an openai-compatible server unless told, each model by its vendor's name. */
  settings(vendor?: Vendor | 'openai-compatible', ...models: string[]): Record<string, string>;
  /** Ends it at once: connections are reset, and new ones refused. */
  close(): Promise<void>;
}

/** The key the settings carry, so that a test can look for where it must not be. */
export const scriptedKey = 'sk-scripted-4f1d9c0b7a';

const wires: Record<Vendor, Wire> = { openai, anthropic, google, ollama };

/** Starts a scripted model; see `ScriptedModel`. Without a script it says "Hello." */
export async function startScriptedModel(script: Script | Answer[] = () => [hello]): Promise<ScriptedModel> {
  const requests: SeenRequest[] = [];
  const waiting = new Map<number, (request: SeenRequest) => void>();
  const state = { script: asFunction(script), models: ['scripted'] };
  const server = createServer(async (incoming, response) => {
    const body = await readJson(incoming);
    const asked = findQuestion(incoming, body);
    if (!asked) return listModels(incoming, response, { models: state.models });
    const request = see(incoming, response, { ...asked, body, requests });
    requests.push(request);
    waiting.get(request.nth)?.(request);
    const wire = wires[asked.vendor];
    await play(response, { wire, stream: asked.stream, model: asked.model, body, answer: await state.script(request) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  after(close);
  return {
    url,
    requests,
    request: async (nth) => requests[nth] ?? new Promise<SeenRequest>((resolve) => void waiting.set(nth, resolve)),
    script: (next) => {
      state.script = asFunction(next);
    },
    get models() {
      return state.models;
    },
    set models(names) {
      state.models = names;
    },
    settings: (vendor = 'openai-compatible', ...models) => settingsFor(url, vendor, models),
    close,
  };
}

const hello: Step = { do: 'text', deltas: ['Hello', '.'] };

function asFunction(script: Script | Answer[]): Script {
  if (typeof script === 'function') return script;
  const answers = [...script];
  return ({ nth }) => {
    const answer = answers.shift();
    if (!answer) throw new Error(`The script has no answer for question ${nth}.`);
    return answer;
  };
}

function settingsFor(url: string, vendor: Vendor | 'openai-compatible', models: string[]): Record<string, string> {
  const LLM = (models.length > 0 ? models : ['scripted']).map((model) => `${vendor}:${model}`).join(',');
  switch (vendor) {
    case 'google':
      return { LLM, GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: scriptedKey };
    case 'ollama':
      return { LLM, OLLAMA_BASE_URL: url };
    case 'openai':
      return { LLM, OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: scriptedKey };
    case 'anthropic':
      return { LLM, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: scriptedKey };
    case 'openai-compatible':
      return { LLM, LLM_BASE_URL: `${url}/v1`, LLM_API_KEY: scriptedKey };
  }
}

interface Question {
  vendor: Vendor;
  model: string;
  stream: boolean;
}

/** Undefined for what is no question to a model. */
function findQuestion({ url = '' }: IncomingMessage, body: Body): Question | undefined {
  const model = typeof body.model === 'string' ? body.model : '';
  const stream = body.stream === true;
  if (url === '/v1/chat/completions') return { vendor: 'openai', model, stream };
  if (url === '/v1/messages') return { vendor: 'anthropic', model, stream };
  if (url === '/api/chat') return { vendor: 'ollama', model, stream: body.stream !== false };
  const gemini = /^\/v1beta\/models\/([^:/]+):streamGenerateContent\?alt=sse$/.exec(url);
  return gemini?.[1] ? { vendor: 'google', model: decodeURIComponent(gemini[1]), stream: true } : undefined;
}

function see(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { vendor, model, body, requests }: Question & { body: Body; requests: SeenRequest[] },
): SeenRequest {
  const messages = wires[vendor].messages(body);
  const same = JSON.stringify(messages);
  const closed = new Promise<boolean>((resolve) => response.once('close', () => resolve(!response.writableFinished)));
  return {
    vendor,
    model,
    headers,
    body,
    messages,
    lastText: messages.at(-1)?.text ?? '',
    tools: wires[vendor].tools(body),
    nth: requests.length,
    repeats: requests.filter((earlier) => JSON.stringify(earlier.messages) === same).length,
    closed,
  };
}

async function readJson(incoming: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString();
  return raw ? (JSON.parse(raw) as Body) : {};
}
