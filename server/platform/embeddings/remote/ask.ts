import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddingError, type EmbeddingErrorCode } from '../embeddings.ts';

interface Question {
  url: string;
  headers: Record<string, string>;
  body: object;
  /** For each try. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Whom messages name. */
  id: string;
  /** Before the second try; doubles. */
  pauseMs: number;
}

const tries = 3;
/** A server that wants to be left alone for longer is left to the caller's own repetition. */
const longestPauseMs = 10_000;
const largestAnswer = 64 * 1024 * 1024;
const passing = new Set<EmbeddingErrorCode>(['unreachable', 'timeout', 'rate_limited']);

/** Posts JSON and reads JSON; repeats what may pass by itself, at most twice. Throws `EmbeddingError`, and the reason of `signal`. */
export async function ask(question: Question): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askOnce(question);
    if ('json' in answer) return answer.json;
    const pause = Math.max(answer.retryAfterMs, question.pauseMs * 2 ** (attempt - 1));
    if (attempt === tries || !passing.has(answer.error.code) || pause > longestPauseMs) throw answer.error;
    await sleep(pause, undefined, { signal: question.signal });
  }
}

type Answer = { json: unknown } | { error: EmbeddingError; retryAfterMs: number };

async function askOnce({ url, headers, body, timeoutMs, signal, id }: Question): Promise<Answer> {
  const failed = (code: EmbeddingErrorCode, detail: string, cause?: unknown, retryAfterMs = 0): Answer => ({
    error: new EmbeddingError(code, `The embedding model ${id} ${detail}`, { cause }),
    retryAfterMs,
  });
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, limit]),
    });
    const text = await readText(response);
    if (response.ok) {
      const json = parse(text);
      return json === undefined ? failed('bad_answer', 'answered with something that is no JSON.') : { json };
    }
    const { status } = response;
    // What the server wrote is for operators alone, in the log; it may be anything.
    const cause = new Error(`HTTP ${status}: ${text.slice(0, 500)}`);
    if (status === 429) return failed('rate_limited', 'has too much to do.', cause, retryAfter(response));
    if (status >= 500) return failed('unreachable', `fails (HTTP ${status}).`, cause);
    return failed('refused', `refuses the request (HTTP ${status}).`, cause);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return failed('timeout', 'took too long to answer.', error);
    if (error instanceof EmbeddingError) return { error, retryAfterMs: 0 };
    return failed('unreachable', 'cannot be reached.', error);
  }
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > largestAnswer) throw new EmbeddingError('bad_answer', 'The embedding model gave too long an answer.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const retryAfter = ({ headers }: Response): number => {
  const seconds = Number(headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
};
