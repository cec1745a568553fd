import { closeCodes, type ServerFrame } from '@parlance/contracts';
import type { WebSocket } from 'ws';
import type { Actor } from '../http/types.ts';
import { newId } from '../ids.ts';
import type { Subscription } from './subscription.ts';

interface ConnectionOptions {
  actor: Actor;
  /** Unsent bytes above which the socket is closed, to be resumed by the client. */
  bufferBytes: number;
}

/** How long a peer may take to answer a close before it is cut off. */
const closeWithinMs = 3_000;

/** One socket of one signed-in device. Frames are never skipped: a socket that can't keep up is closed instead. */
export class Connection {
  readonly id = newId();
  readonly actor: Actor;
  /** The logs this connection may read just now, by id: its user's own and those of their conversations. */
  readonly subscriptions = new Map<string, Subscription>();
  readonly #socket: WebSocket;
  readonly #bufferBytes: number;

  constructor(socket: WebSocket, { actor, bufferBytes }: ConnectionOptions) {
    this.#socket = socket;
    this.actor = actor;
    this.#bufferBytes = bufferBytes;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends bytes that are a frame already: the same ones to every connection. */
  send(frame: Buffer | string): void {
    if (!this.isOpen) return;
    // Looked at before, so that no single frame is too large for a client that keeps up.
    if (this.#socket.bufferedAmount > this.#bufferBytes) this.close(closeCodes.slow, 'too slow');
    else this.#socket.send(frame, { binary: false });
  }

  /** The same for one of many frames in a row: resolves when there is room for the next, or when the socket is gone. */
  async sendInTurn(frame: Buffer): Promise<void> {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount < this.#bufferBytes / 4) this.send(frame);
    else await new Promise<void>((resolve) => this.#socket.send(frame, { binary: false }, () => resolve()));
  }

  /** Sends one frame to this connection alone. */
  tell(frame: ServerFrame): void {
    this.send(JSON.stringify(frame));
  }

  /** Closes in an orderly way; a peer that doesn't answer is cut off after a few seconds. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState > this.#socket.OPEN) return;
    this.#socket.close(code, reason);
    const cutOff = setTimeout(() => this.#socket.terminate(), closeWithinMs);
    cutOff.unref();
    this.#socket.once('close', () => clearTimeout(cutOff));
  }
}
