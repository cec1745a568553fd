import { closeCodes, type ServerFrame } from '@parlance/contracts';
import type { WebSocket } from 'ws';
import type { Actor } from '../http/types.ts';
import { newId } from '../ids.ts';

interface ConnectionOptions {
  actor: Actor;
  /** Unsent bytes above which the socket is closed, to be resumed by the client. */
  bufferBytes: number;
}

/** One socket of one signed-in device. Frames are never skipped: a socket that can't keep up is closed instead. */
export class Connection {
  readonly id = newId();
  readonly actor: Actor;
  /** Logs this connection gets events of, or would, were it not catching up just now. */
  readonly follows = new Set<string>();
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
    this.#socket.send(frame, { binary: false });
    if (this.#socket.bufferedAmount > this.#bufferBytes) this.close(closeCodes.slow, 'too slow');
  }

  /** Sends one frame to this connection alone. */
  tell(frame: ServerFrame): void {
    this.send(JSON.stringify(frame));
  }

  /** Whether a long catch-up should wait before it sends more. */
  get isFull(): boolean {
    return this.#socket.bufferedAmount > this.#bufferBytes / 4;
  }

  /** Closes in an orderly way; a peer that doesn't answer is cut off after a few seconds. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState > this.#socket.OPEN) return;
    this.#socket.close(code, reason);
    const socket = this.#socket;
    setTimeout(() => socket.terminate(), 3_000).unref();
  }
}
