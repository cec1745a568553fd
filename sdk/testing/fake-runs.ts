import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientFrame, Run, RunEvent, RunStatus, ServerFrame } from '@parlance/contracts';
import { isTerminal } from '@parlance/contracts/run-parts';
import type { FakeServer } from './fake-server.ts';
import { ids, messageId } from './fixtures.ts';

type Bare<E> = E extends unknown ? Omit<E, 'seq' | 'at' | 'actor_id'> : never;

interface FakeRun {
  conversationId: string;
  status: RunStatus;
  log: RunEvent[];
  /** Events up to this seq were compacted. */
  floor: number;
  answerId: string | null;
  /** Those who watch it; a socket that is gone drops what it is sent. */
  watchers: ((frame: ServerFrame) => void)[];
}

const at = '2026-11-21T09:00:00.000Z';

/** The runs of a fake server: their logs are what the test says. */
export class FakeRuns {
  readonly #server: FakeServer;
  readonly #runs = new Map<string, FakeRun>();

  constructor(server: FakeServer) {
    this.#server = server;
  }

  has(id: string): boolean {
    return this.#runs.has(id);
  }

  /** Zoë has asked; the id of the run comes back. */
  start(conversationId: string = ids.conversation): string {
    const id = `019aa000-0000-7000-a000-${String(this.#runs.size + 1).padStart(12, '0')}`;
    this.#runs.set(id, { conversationId, status: 'queued', log: [], floor: 0, answerId: null, watchers: [] });
    this.#server.append(conversationId, {
      type: 'run-started',
      run_id: id,
      trigger_id: messageId(1),
      user_id: ids.zoe,
    });
    return id;
  }

  /** Adds events to the log of a run and tells those who watch it. */
  say(id: string, ...events: Bare<RunEvent>[]): void {
    const run = this.#get(id);
    for (const bare of events) {
      const event = { ...bare, seq: run.log.length + 1, at, actor_id: null } as RunEvent;
      run.log.push(event);
      if (event.type === 'run-started') run.status = 'running';
      if (isTerminal(event)) run.status = 'succeeded';
      for (const reply of run.watchers) reply(this.#frame(id, event));
    }
  }

  /** Ends a run as the real server does: with its message, the conversation's word, and its own last. */
  finish(id: string, text: string): void {
    const run = this.#get(id);
    const { conversationId } = run;
    const content = { text, parts: [{ type: 'text' as const, text }] };
    const answer = this.#server.say(conversationId, { sender: 'assistant', sender_id: null, run_id: id, content });
    run.answerId = answer.id;
    const ended = { type: 'run-ended', run_id: id, status: 'succeeded', message_id: answer.id } as const;
    this.#server.append(conversationId, ended);
    this.say(id, { type: 'run-finished', message_id: answer.id });
  }

  /** Drops the events of a run before its last. */
  compact(id: string): void {
    const run = this.#get(id);
    run.floor = run.log.length - 1;
  }

  watch(reply: (frame: ServerFrame) => void, frame: Extract<ClientFrame, { type: 'watch' }>): void {
    const { run_id, after = 0, epoch = this.#server.epoch } = frame;
    const run = this.#runs.get(run_id);
    if (run === undefined) {
      reply({ type: 'error', code: 'not_found', detail: 'There is no such run.', ref: frame.ref ?? run_id });
    } else if (after < run.floor || epoch !== this.#server.epoch) {
      const position = { head_seq: run.log.length, epoch: this.#server.epoch };
      reply({ type: 'limited', conversation_id: run.conversationId, run_id, ...position });
    } else {
      run.watchers.push(reply);
      for (const event of run.log.slice(after)) reply(this.#frame(run_id, event));
    }
  }

  /** Answers a request for the events of a run that has ended; false for any other. */
  stream(request: IncomingMessage, response: ServerResponse): boolean {
    const id = /^\/v1\/runs\/([^/]+)\/events/.exec(request.url ?? '')?.[1];
    const run = id === undefined ? undefined : this.#runs.get(id);
    if (run === undefined) return false;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': open\n\n');
    const parts = [{ type: 'text', part_id: 'p1', text: 'compacted', done: true }];
    const snapshot = { seq: run.floor, type: 'snapshot', at, actor_id: null, status: run.status, parts };
    const events = run.floor > 0 ? [snapshot, ...run.log.slice(run.floor)] : run.log;
    for (const event of events) {
      // In two pieces, as networks do.
      const text = `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
      response.write(text.slice(0, 20));
      response.write(text.slice(20));
    }
    response.end();
    return true;
  }

  page(conversationId: string): unknown {
    const items = [...this.#runs].flatMap(([id, run]) =>
      run.conversationId === conversationId ? [this.view(id)] : [],
    );
    return { items: items.reverse(), next_cursor: null };
  }

  view(id: string): Run {
    const { conversationId, status, log, answerId } = this.#get(id);
    return {
      id,
      conversation_id: conversationId,
      user_id: ids.zoe,
      trigger_id: messageId(1),
      status,
      progress: 0,
      status_text: 'Waiting…',
      engine: 'openai',
      model: 'openai:tiny',
      note: null,
      usage: null,
      error: null,
      message_id: answerId,
      head_seq: log.length,
      created_at: at,
      started_at: at,
      finished_at: status === 'succeeded' ? at : null,
    };
  }

  #frame(id: string, event: RunEvent): ServerFrame {
    const { conversationId } = this.#get(id);
    const { epoch } = this.#server;
    return { type: 'run', run_id: id, conversation_id: conversationId, seq: event.seq, epoch, event };
  }

  #get(id: string): FakeRun {
    const run = this.#runs.get(id);
    if (run === undefined) throw new Error(`There is no run ${id}.`);
    return run;
  }
}
