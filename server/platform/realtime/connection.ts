import type { Duplex } from 'node:stream';
import { closeCodes, type ServerFrame } from '@parlance/contracts';
import type { WebSocket } from 'ws';
import type { Actor } from '../http/types.ts';
import { newId } from '../ids.ts';
import type { Subscription } from './subscription.ts';
import type { TextFrame } from './text-frame.ts';

interface ConnectionOptions {
  actor: Actor;
  /**
   * What the socket writes to. Without extensions the socket writes each frame at once, so that frames of ours go between its
   * own in the order in which they are sent.
   */
  stream: Duplex;
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
  readonly #stream: Duplex;
  readonly #bufferBytes: number;

  constructor(socket: WebSocket, { actor, stream, bufferBytes }: ConnectionOptions) {
    if (socket.extensions !== '') throw new Error(`Frames can't be shared on a socket with ${socket.extensions}.`);
    this.#socket = socket;
    this.#stream = stream;
    this.actor = actor;
    this.#bufferBytes = bufferBytes;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a frame that may go to other connections too. */
  send(frame: TextFrame): void {
    if (this.#hasRoom()) this.#stream.write(frame.bytes);
  }

  /** The same for one of many frames in a row: resolves when there is room for the next, or when the socket is gone. */
  async sendInTurn(frame: TextFrame): Promise<void> {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount < this.#bufferBytes / 4) this.send(frame);
    else await new Promise<void>((resolve) => this.#stream.write(frame.bytes, () => resolve()));
  }

  /** Sends one frame to this connection alone. */
  tell(frame: ServerFrame): void {
    if (this.#hasRoom()) this.#socket.send(JSON.stringify(frame));
  }

  /** Closes in an orderly way; a peer that doesn't answer is cut off after a few seconds. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState > this.#socket.OPEN) return;
    this.#socket.close(code, reason);
    const cutOff = setTimeout(() => this.#socket.terminate(), closeWithinMs);
    cutOff.unref();
    this.#socket.once('close', () => clearTimeout(cutOff));
  }

  /** Looked at before a frame is sent, so that no single one is too large for a client that keeps up. */
  #hasRoom(): boolean {
    if (!this.isOpen) return false;
    if (this.#socket.bufferedAmount <= this.#bufferBytes) return true;
    this.close(closeCodes.slow, 'too slow');
    return false;
  }
}
