import type { Capabilities, DecideToolCall, Run, RunEvent } from '@parlance/contracts';
import { readEventStream } from '../event-stream.ts';
import { type Http, path } from '../http.ts';
import type { Page } from './page.ts';

/** Answers of the assistant. All throw `not_found` for those of conversations one is no member of. */
export class RunsApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** One run as it is now. */
  get(id: string): Promise<Run> {
    return this.#http.send({ method: 'GET', path: path`/v1/runs/${id}` });
  }

  /** The runs of a conversation, the newest first. */
  list(conversationId: string, query: { cursor?: string; limit?: number } = {}): Promise<Page<Run>> {
    return this.#http.send({ method: 'GET', path: path`/v1/conversations/${conversationId}/runs`, query });
  }

  /**
   * The events of a run after a position, as they come, to its last; `snapshot` stands for those that were compacted. When the
   * network is lost it throws, and may be called again with the `seq` of the last event that came.
   */
  async *events(id: string, options: { after?: number; signal?: AbortSignal } = {}): AsyncGenerator<RunEvent> {
    const { after = 0, signal } = options;
    const body = await this.#http.send<ReadableStream<Uint8Array<ArrayBuffer>>>({
      method: 'GET',
      path: path`/v1/runs/${id}/events`,
      query: { after },
      answer: 'stream',
      signal,
    });
    for await (const data of readEventStream(body)) yield JSON.parse(data) as RunEvent;
  }

  /** Stops an answer; what was said stays. One that has ended stays as it is. Throws `forbidden` for others' answers. */
  cancel(id: string): Promise<Run> {
    return this.#http.send({ method: 'POST', path: path`/v1/runs/${id}/cancel`, idempotent: true });
  }

  /** Answers the same message once more. Throws `run_in_progress` while it is still being answered. */
  regenerate(id: string): Promise<Run> {
    return this.#http.send({ method: 'POST', path: path`/v1/runs/${id}/regenerate` });
  }

  /** Allows a tool call that waits, and with a wider `scope` those like it. Throws `conflict` where it no longer waits. */
  approve(id: string, body: DecideToolCall): Promise<Run> {
    return this.#http.send({ method: 'POST', path: path`/v1/runs/${id}/approve`, json: body });
  }

  /** Refuses a tool call that waits; the assistant reads the `reason`. Throws `conflict` where it no longer waits. */
  reject(id: string, body: DecideToolCall): Promise<Run> {
    return this.#http.send({ method: 'POST', path: path`/v1/runs/${id}/reject`, json: body });
  }

  /** The tools, models and engines there are. */
  capabilities(): Promise<Capabilities> {
    return this.#http.send({ method: 'GET', path: '/v1/agent/capabilities' });
  }
}
