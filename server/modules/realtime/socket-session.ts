import type { Duplex } from 'node:stream';
import { closeCodes } from '@parlance/contracts';
import type { WebSocket } from 'ws';
import { AppError } from '../../platform/errors.ts';
import type { Actor, Authenticate, Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { Connection, type Hub } from '../../platform/realtime/index.ts';
import type { ConversationsContext } from '../conversations/index.ts';
import { FrameHandler } from './frame-handler.ts';
import { readFrame } from './frames.ts';

/** A socket that has not said who it is after this time is closed. */
const authenticationMs = 10_000;
/** Frames, and their bytes, that a socket may have under way; more are not read from the network until some are done. */
const mostUnderWay = 256;
const mostBytesUnderWay = 1024 * 1024;

export interface SocketSessionOptions {
  socket: WebSocket;
  /** What the socket runs on. */
  stream: Duplex;
  platform: Platform;
  hub: Hub;
  http: Http;
  authenticate: Authenticate;
  conversations: ConversationsContext;
}

/** One socket from its first byte to its last: who it is, that it is alive, and its frames in order. */
export class SocketSession {
  readonly #options: SocketSessionOptions;
  readonly #socket: WebSocket;
  readonly #deadline: NodeJS.Timeout;
  #handler: FrameHandler | undefined;
  #authenticating = false;
  /** What came while the token was being checked. Little: the socket isn't read meanwhile. */
  #early: { data: Buffer; isBinary: boolean }[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #bytesUnderWay = 0;
  #finishing = false;
  #heardAt = Date.now();

  constructor(options: SocketSessionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#deadline = setTimeout(() => this.#refuse('No token came.'), authenticationMs);
  }

  start(token: string | undefined): void {
    const { SOCKET_HEARTBEAT_SECONDS } = this.#options.platform.config;
    const heartbeat = setInterval(
      () => this.#checkPulse(SOCKET_HEARTBEAT_SECONDS * 2_000),
      SOCKET_HEARTBEAT_SECONDS * 1_000,
    );
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    this.#socket.on('pong', () => {
      this.#heardAt = Date.now();
    });
    // What is wrong with a socket shows in its end.
    this.#socket.on('error', () => undefined);
    this.#socket.once('close', () => {
      clearTimeout(this.#deadline);
      clearInterval(heartbeat);
    });
    if (token !== undefined) void this.#signIn(token);
  }

  /** Takes no further frames, and resolves when those under way are answered. */
  async finish(): Promise<void> {
    this.#finishing = true;
    await Promise.all(this.#underWay);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    // A socket that is being closed, for whatever reason, has nothing more to say.
    if (this.#finishing || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#heardAt = Date.now();
    if (this.#handler) this.#handle(this.#handler, data, isBinary);
    else if (this.#authenticating) this.#early.push({ data, isBinary });
    else this.#expectAuth(data, isBinary);
  }

  #expectAuth(data: Buffer, isBinary: boolean): void {
    const frame = readFrame(data, isBinary);
    if ('type' in frame && frame.type === 'auth') void this.#signIn(frame.token);
    else this.#refuse('The first frame has to be {"type":"auth","token":…}.');
  }

  async #signIn(token: string): Promise<void> {
    this.#authenticating = true;
    this.#socket.pause();
    try {
      await this.#admit(await this.#options.authenticate(token));
    } catch (error) {
      if (error instanceof AppError && error.status < 500) {
        this.#refuse(error.detail, error.code);
      } else {
        this.#options.platform.logger.error({ err: error }, 'opening a socket failed');
        this.#socket.close(closeCodes.restart, 'try again');
      }
    } finally {
      clearTimeout(this.#deadline);
      this.#socket.resume();
    }
  }

  async #admit(actor: Actor): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const { hub, platform, stream } = this.#options;
    const { SOCKET_BUFFER_BYTES, SOCKET_HEARTBEAT_SECONDS } = platform.config;
    const connection = new Connection(this.#socket, { actor, stream, bufferBytes: SOCKET_BUFFER_BYTES });
    this.#socket.once('close', () => hub.remove(connection));
    const isLive = await hub.add(connection, ({ seq, epoch }, online) =>
      connection.tell({
        type: 'ready',
        user_id: actor.userId,
        connection_id: connection.id,
        seq,
        epoch,
        heartbeat_seconds: SOCKET_HEARTBEAT_SECONDS,
        online,
      }),
    );
    if (!isLive) return;
    this.#handler = new FrameHandler({ ...this.#options, connection });
    for (const { data, isBinary } of this.#early.splice(0)) this.#handle(this.#handler, data, isBinary);
  }

  #handle(handler: FrameHandler, data: Buffer, isBinary: boolean): void {
    const handled = handler.handle(data, isBinary).finally(() => {
      this.#underWay.delete(handled);
      this.#bytesUnderWay -= data.length;
      if (this.#socket.isPaused && !this.#isBusy(0.5)) this.#socket.resume();
    });
    this.#underWay.add(handled);
    this.#bytesUnderWay += data.length;
    if (this.#isBusy(1)) this.#socket.pause();
  }

  #isBusy(share: number): boolean {
    return this.#underWay.size >= mostUnderWay * share || this.#bytesUnderWay >= mostBytesUnderWay * share;
  }

  #checkPulse(mostSilenceMs: number): void {
    // What a paused socket says is not read, so its silence says nothing.
    if (this.#socket.isPaused) this.#heardAt = Date.now();
    if (Date.now() - this.#heardAt > mostSilenceMs) this.#socket.terminate();
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #refuse(detail: string, code = 'unauthorized'): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify({ type: 'error', code, detail, ref: null }));
    this.#socket.close(closeCodes.unauthorized, 'unauthorized');
    this.#socket.resume();
  }
}
