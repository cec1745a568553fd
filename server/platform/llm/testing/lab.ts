import assert from 'node:assert/strict';
import { after } from 'node:test';
import pino from 'pino';
import {
  type Answer,
  type Script,
  type ScriptedModel,
  startScriptedModel,
  type Vendor,
} from '../../../../test/harness/scripted-model.ts';
import { createTestClock, type TestClock } from '../../../../test/harness/test-clock.ts';
import { readConfig } from '../../../config.ts';
import {
  type ChatChunk,
  type ChatModel,
  type ChatRequest,
  createModels,
  type LlmError,
  type Models,
} from '../index.ts';

export type VendorName = Vendor | 'openai-compatible';

/** Every way to reach a model. */
export const vendorNames: VendorName[] = ['google', 'ollama', 'openai', 'anthropic', 'openai-compatible'];

export interface Lab {
  provider: ScriptedModel;
  models: Models;
  model: ChatModel;
  clock: TestClock;
  /** What was logged, line by line. */
  log: string[];
}

interface LabOptions {
  script?: Script | Answer[];
  settings?: Record<string, string>;
  /** 20 seconds by default: pauses before another try are skipped, time limits are not. */
  skipMs?: number;
}

/** The models of one vendor whose provider is scripted and whose time stands still; closed with the test file. */
export async function startLab(
  vendor: VendorName,
  { script, settings = {}, skipMs = 20_000 }: LabOptions = {},
): Promise<Lab> {
  const provider = await startScriptedModel(script);
  const config = readConfig({ ...provider.settings(vendor), ...settings });
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const clock = createTestClock({ skipMs });
  const models = createModels(config, { logger, clock });
  after(() => models.close());
  const model = models.get();
  assert.ok(model);
  return { provider, models, model, clock, log };
}

/** A question without anything around it. */
export const ask = (content = 'Wo liegt São Paulo? 🌎'): ChatRequest => ({ messages: [{ role: 'user', content }] });

/** A signal that nobody aborts. */
const patient = (): { signal: AbortSignal } => ({ signal: new AbortController().signal });

/** All chunks of an answer. */
export async function readAll(model: ChatModel, request = ask(), options = patient()): Promise<ChatChunk[]> {
  const chunks: ChatChunk[] = [];
  for await (const chunk of model.stream(request, options)) chunks.push(chunk);
  return chunks;
}

/** The text of an answer. */
export const textOf = (chunks: ChatChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.delta : '')).join('');

/** Reads until it fails, and tells what came before and why it failed. */
export async function readUntilFault(
  model: ChatModel,
  request: ChatRequest = ask(),
  options = patient(),
): Promise<{ text: string; error: LlmError }> {
  const chunks: ChatChunk[] = [];
  try {
    for await (const chunk of model.stream(request, options)) chunks.push(chunk);
  } catch (error) {
    assert.ok(error instanceof Error);
    return { text: textOf(chunks), error: error as LlmError };
  }
  assert.fail(`It did not fail but said ${textOf(chunks)}`);
}
