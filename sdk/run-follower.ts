import type { ConversationEvent, RunEvent, ServerFrame } from '@parlance/contracts';
import type { ParlanceClient } from './client.ts';
import { ParlanceError } from './errors.ts';
import { LogFollower } from './log-follower.ts';
import type { RealtimeSocket } from './realtime.ts';
import { applyToRun, isActive, mergeRuns, putRun, type RunState, restartedRun, runFromWire } from './run-state.ts';
import type { SnapshotCell } from './snapshot.ts';
import type { Applied } from './state.ts';

type Frame<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

/** What a follower of runs works with. */
export interface RunFollowerOptions {
  client: ParlanceClient;
  cell: SnapshotCell;
  socket: RealtimeSocket;
}

/** Runs watched at a time; the server lets go of the oldest of more than twenty. */
const mostWatched = 16;
const runsPerPage = 50;
const againAfterMs = 5_000;

interface Watched {
  conversationId: string;
  log: LogFollower<RunEvent>;
}

/**
 * Keeps the runs of opened conversations level with their logs: watches those that have not ended, from where each stands, over
 * all reconnects.
 */
export class RunFollower {
  readonly #options: RunFollowerOptions;
  /** The conversations that were opened, the latest last. */
  readonly #opened = new Set<string>();
  readonly #fetching = new Set<string>();
  readonly #watched = new Map<string, Watched>();
  readonly #timers = new Set<() => void>();
  #stopped = false;

  constructor(options: RunFollowerOptions) {
    this.#options = options;
  }

  /** A conversation is looked at: its runs are fetched and followed from now on. Never throws. */
  async open(conversationId: string): Promise<void> {
    const isKnown = this.#opened.delete(conversationId);
    this.#opened.add(conversationId);
    if (isKnown) this.#watchMore();
    else await this.refresh(conversationId);
  }

  /** Fetches the runs of a conversation anew, if it was opened: its log could not tell of them. Never throws. */
  async refresh(conversationId: string): Promise<void> {
    if (!this.#opened.has(conversationId) || this.#fetching.has(conversationId)) return;
    const { client, cell } = this.#options;
    this.#fetching.add(conversationId);
    try {
      const { items } = await client.runs.list(conversationId, { limit: runsPerPage });
      if (this.#stopped) return;
      cell.changeConversation(conversationId, (state) => ({ ...state, runs: mergeRuns(state.runs, items) }));
      this.#watchMore();
    } catch (error) {
      if (isTransient(error)) this.#later(() => void this.refresh(conversationId));
    } finally {
      this.#fetching.delete(conversationId);
    }
  }

  /** Has the whole log of a run that has ended applied. Throws what the requests throw. */
  async load(conversationId: string, runId: string): Promise<void> {
    const { client } = this.#options;
    let run = runFromWire(await client.runs.get(runId));
    if (isActive(run.status)) return;
    for await (const event of client.runs.events(runId)) run = applyToRun(run, event).state;
    this.#put(conversationId, { ...run, complete: true });
  }

  /** An event of a conversation's log was applied. */
  applied(conversationId: string, event: ConversationEvent): void {
    if (event.type === 'run-started' && this.#opened.has(conversationId)) this.#watchMore();
  }

  /** Takes an event of a run. */
  event({ run_id, conversation_id, epoch, event }: Frame<'run'>): void {
    const watched = this.#watched.get(run_id);
    const run = this.#find(conversation_id, run_id);
    if (watched === undefined || run === undefined) return;
    if (run.position.epoch !== epoch) {
      this.#put(conversation_id, restartedRun(run, epoch));
      if (run.position.seq > 0) watched.log.restart();
    }
    watched.log.offer(event);
  }

  /** The log of a run no longer reaches back to where we stand: what it said in the end is fetched, or followed from its start. */
  limited(runId: string): void {
    const watched = this.#watched.get(runId);
    if (watched === undefined) return;
    const { conversationId } = watched;
    this.#unwatch(runId);
    void this.#startAnew(conversationId, runId);
  }

  /** A frame was refused; true where it was one of these. */
  refused({ ref, code }: Frame<'error'>): boolean {
    const runId = ref?.startsWith('watch:') ? ref.slice('watch:'.length) : undefined;
    if (runId === undefined) return false;
    this.#unwatch(runId);
    if (code !== 'not_found') this.#later(() => this.#watchMore());
    return true;
  }

  /** The socket is open: everything is watched again from where it stands. */
  connected(): void {
    for (const { log } of this.#watched.values()) log.restart();
  }

  disconnected(): void {
    for (const { log } of this.#watched.values()) log.disconnected();
  }

  /** Forgets a conversation that is gone. */
  forget(conversationId: string): void {
    this.#opened.delete(conversationId);
    for (const [runId, watched] of this.#watched) if (watched.conversationId === conversationId) this.#unwatch(runId);
  }

  stop(): void {
    this.#stopped = true;
    this.disconnected();
    for (const cancel of this.#timers) cancel();
  }

  /** Watches what has not ended, as far as there is room: first what was opened last, and in it what is answered first. */
  #watchMore(): void {
    for (const conversationId of [...this.#opened].reverse()) {
      for (const run of this.#options.cell.get().conversations.get(conversationId)?.runs ?? []) {
        if (this.#watched.size >= mostWatched) return;
        if (isActive(run.status) && !run.complete && !this.#watched.has(run.id)) this.#watch(conversationId, run.id);
      }
    }
  }

  #watch(conversationId: string, runId: string): void {
    const { client, socket } = this.#options;
    const log = new LogFollower<RunEvent>({
      clock: client.clock,
      position: () => this.#find(conversationId, runId)?.position.seq,
      apply: (event) => this.#apply(conversationId, runId, event),
      ask: (after) => {
        const epoch = this.#find(conversationId, runId)?.position.epoch;
        return socket.send({ type: 'watch', run_id: runId, after, ...(epoch && { epoch }), ref: `watch:${runId}` });
      },
    });
    this.#watched.set(runId, { conversationId, log });
    log.restart();
  }

  #unwatch(runId: string): void {
    this.#watched.get(runId)?.log.disconnected();
    this.#watched.delete(runId);
  }

  #apply(conversationId: string, runId: string, event: RunEvent): Applied<unknown>['outcome'] {
    const run = this.#find(conversationId, runId);
    if (run === undefined) return 'ignored';
    const { outcome, state } = applyToRun(run, event);
    if (outcome !== 'applied') return outcome;
    this.#put(conversationId, state);
    if (state.complete) this.#completed(conversationId, runId);
    return outcome;
  }

  #completed(conversationId: string, runId: string): void {
    this.#unwatch(runId);
    this.#options.socket.send({ type: 'unwatch', run_id: runId });
    this.#watchMore();
    void this.#describe(conversationId, runId);
  }

  /** What a run came to beside its words, such as the model that spoke, is not in its log. */
  async #describe(conversationId: string, runId: string): Promise<RunState | undefined> {
    const { client, cell } = this.#options;
    try {
      const wire = await client.runs.get(runId);
      if (this.#stopped) return undefined;
      cell.changeConversation(conversationId, (state) => ({ ...state, runs: mergeRuns(state.runs, [wire]) }));
    } catch {
      // It is a note at the foot of the answer; the answer itself is whole.
    }
    return this.#find(conversationId, runId);
  }

  async #startAnew(conversationId: string, runId: string): Promise<void> {
    const run = await this.#describe(conversationId, runId);
    if (run === undefined) return;
    if (isActive(run.status)) {
      this.#put(conversationId, restartedRun(run, ''));
      this.#later(() => this.#watchMore());
    } else {
      await this.load(conversationId, runId).catch(() => {});
    }
  }

  #find(conversationId: string, runId: string): RunState | undefined {
    return this.#options.cell
      .get()
      .conversations.get(conversationId)
      ?.runs.find(({ id }) => id === runId);
  }

  #put(conversationId: string, run: RunState): void {
    if (this.#stopped) return;
    this.#options.cell.changeConversation(conversationId, (state) => ({ ...state, runs: putRun(state.runs, run) }));
  }

  #later(action: () => void): void {
    const cancel = this.#options.client.clock.after(againAfterMs, () => {
      this.#timers.delete(cancel);
      if (!this.#stopped) action();
    });
    this.#timers.add(cancel);
  }
}

const isTransient = (error: unknown): boolean =>
  !(error instanceof ParlanceError) || error.status >= 500 || error.status === 429;
