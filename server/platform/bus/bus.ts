import type { LoggedEvent } from '../log/append.ts';

/**
 * What processes tell each other. Nothing here is needed for correctness: an event that gets lost is read from the log, a
 * missed signal is caught by its own time-out.
 */
export type Signal =
  | { kind: 'event'; event: LoggedEvent }
  /** A frame of the moment for everyone who follows a log, e.g. that someone types. `json` is the whole frame. */
  | { kind: 'moment'; logId: string; from: string; json: string }
  /** Someone has read a conversation up to here. */
  | { kind: 'read'; logId: string; userId: string; seq: number }
  /**
   * In this process a user came online or went offline, for those who follow these logs: the `version`th such change in that
   * process.
   */
  | { kind: 'presence'; process: string; version: number; userId: string; online: boolean; logIds: string[] }
  /** Everyone who is online in a process, after `version` changes. */
  | { kind: 'roster'; process: string; version: number; userIds: string[] }
  /** The process lives. */
  | { kind: 'pulse'; process: string; version: number }
  /** The process `by` needs the roster of the process `of`; null: of every process. */
  | { kind: 'roster-wanted'; by: string; of: string | null }
  /** Sessions that are over: sockets close, cached tokens are forgotten. */
  | { kind: 'sessions-ended'; userId: string; sessionIds: string[] }
  /** A run has ended: whoever works on it stops. */
  | { kind: 'run-ended'; runId: string }
  /** Jobs were enqueued: idle workers look now instead of at their next poll. */
  | { kind: 'jobs'; queue: string };

type SignalOf<K extends Signal['kind']> = Extract<Signal, { kind: K }>;

export interface Bus {
  /** Never waits and never throws for the network's sake. Handlers in this process have run when it returns. */
  publish(signal: Signal): void;
  /** Returns the function that ends the subscription. Handlers run one after the other, in the order of publishing. */
  subscribe<K extends Signal['kind']>(kind: K, handler: (signal: SignalOf<K>) => void): () => void;
  /**
   * Asks for the `event`, `moment` and `read` signals of these logs; those of other logs come from this process alone. True: from now
   * on they come, and what others published before may have been missed. False: there are no others, or `onRestored` will tell.
   * Each call is undone by one `unfollow`.
   */
  follow(logIds: string[]): Promise<boolean>;
  unfollow(logId: string): void;
  /**
   * `alone`: there are no other processes. `linked`: their signals come. `cut`: they do not, so what is followed has to be read
   * from time to time, until `onRestored`.
   */
  readonly reach: 'alone' | 'linked' | 'cut';
  /** Calls back whenever signals of others may have been lost and come again. Returns the function that ends it. */
  onRestored(handler: () => void): () => void;
}

/** The bus of a single process: a call, no copy, no delay. */
export function createLocalBus(): Bus {
  const handlers = new Map<Signal['kind'], Set<(signal: never) => void>>();
  return {
    publish: (signal) => {
      for (const handler of handlers.get(signal.kind) ?? []) handler(signal as never);
    },
    subscribe: (kind, handler) => {
      const set = handlers.get(kind) ?? new Set();
      handlers.set(kind, set.add(handler));
      return () => set.delete(handler);
    },
    follow: async () => false,
    unfollow: () => undefined,
    reach: 'alone',
    onRestored: () => () => undefined,
  };
}
