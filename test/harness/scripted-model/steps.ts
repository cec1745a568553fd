/** What a scripted model does next in an answer. */
export type Step =
  | { do: 'text'; deltas: string[] }
  | { do: 'reasoning'; deltas: string[] }
  | { do: 'tool-call'; name: string; args: string; id: string | undefined }
  | { do: 'usage'; usage: ScriptedUsage | undefined }
  | { do: 'finish'; reason: FinishReason }
  | { do: 'pause'; until: Promise<unknown> }
  | { do: 'cut' }
  | { do: 'stop-short' }
  | { do: 'garble' }
  | { do: 'fail-inside'; failure: Failure };

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'filtered';

export interface ScriptedUsage {
  inputTokens: number;
  outputTokens: number;
}

/** An answer that is an error of HTTP. */
export interface Failure {
  status: number;
  message: string;
  /** The provider's own word for it, e.g. `context_length_exceeded`. */
  code?: string | undefined;
  /** Seconds, sent as Retry-After. */
  retryAfter?: number | undefined;
  headers?: Record<string, string>;
}

export type Answer = Step[] | Failure;

/** Says the deltas one by one, each in a packet of its own. */
export const text = (...deltas: string[]): Step => ({ do: 'text', deltas });

/** Thinks aloud, where the wire format can carry that. */
export const reasoning = (...deltas: string[]): Step => ({ do: 'reasoning', deltas });

/** Calls a tool; a string of `args` is sent as it is, so that it may be no JSON. The id is made up unless given. */
export const toolCall = (name: string, args: Record<string, unknown> | string, id?: string): Step => ({
  do: 'tool-call',
  name,
  args: typeof args === 'string' ? args : JSON.stringify(args),
  id,
});

/** What the answer is said to have cost: 20 in and 10 out unless told. */
export const usage = (inputTokens: number, outputTokens: number): Step => ({
  do: 'usage',
  usage: { inputTokens, outputTokens },
});

/** The provider does not say what the answer cost. */
export const noUsage = (): Step => ({ do: 'usage', usage: undefined });

/** Why the answer ends: `tool-calls` when there were some, else `stop`, unless told. */
export const finish = (reason: FinishReason): Step => ({ do: 'finish', reason });

/** Says nothing until the promise settles; headers are already sent unless this is the first step. */
export const pause = (until: Promise<unknown>): Step => ({ do: 'pause', until });

/** Says nothing until the client goes away. */
export const silence = (): Step => pause(new Promise(() => undefined));

/** Destroys the connection: the client sees a reset in the middle of the body. */
export const cut = (): Step => ({ do: 'cut' });

/** Ends the body as if all were well, but without the last events. */
export const stopShort = (): Step => ({ do: 'stop-short' });

/** Sends an event whose JSON is broken, and goes on. */
export const garble = (): Step => ({ do: 'garble' });

/** An error of the provider inside a stream that began with a 200. */
export const failInside = (status: number, message = 'Overloaded'): Step => ({
  do: 'fail-inside',
  failure: { status, message },
});

/** Answers with an error of HTTP in the provider's own form. */
export const fail = (status: number, { message = 'It went wrong.', ...rest }: Partial<Failure> = {}): Failure => ({
  status,
  message,
  ...rest,
});
