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
/** Frames a socket may have under way; more are not read from the network until some are done. */
const mostUnderWay = 256;

interface SocketSessionOptions {
  socket: WebSocket;
  platform: Platform;
  hub: Hub;
  http: Http;
  authenticate: Authenticate;
  conversations: ConversationsContext;
}

/** One socket from its first byte to its last: who it is, that it is alive, and its frames in order. */
export class SocketSession {
  readonly #socket: WebSocket;
  readonly #platform: Platform;
  readonly #hub: Hub;
  readonly #http: Http;
  readonly #authenticate: Authenticate;
  readonly #conversations: ConversationsContext;
  #handler: FrameHandler | undefined;
  #connection: Connection | undefined;
  #authenticating = false;
  #early: Buffer[] = [];
  #underWay = 0;
  #heardAt = Date.now();

  constructor({ socket, platform, hub, http, authenticate, conversations }: SocketSessionOptions) {
    this.#socket = socket;
    this.#platform = platform;
    this.#hub = hub;
    this.#http = http;
    this.#authenticate = authenticate;
    this.#conversations = conversations;
  }

  start(token: string | undefined): void {
    const deadline = setTimeout(() => this.#refuse('No token came.'), authenticationMs);
    const heartbeat = setInterval(() => this.#checkPulse(), this.#platform.config.SOCKET_HEARTBEAT_SECONDS * 1_000);
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    this.#socket.on('pong', () => {
      this.#heardAt = Date.now();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      clearTimeout(deadline);
      clearInterval(heartbeat);
      if (this.#connection) this.#hub.remove(this.#connection);
    });
    if (token !== undefined) void this.#signIn(token);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    this.#heardAt = Date.now();
    if (isBinary) {
      this.#tellError('bad_request', 'Frames are JSON text.', null);
      return;
    }
    if (this.#handler) this.#handle(this.#handler, data);
    else if (this.#authenticating) this.#keep(data);
    else this.#expectAuth(data);
  }

  /** What comes while the token is being checked waits its turn. */
  #keep(data: Buffer): void {
    if (this.#early.length < mostUnderWay) this.#early.push(data);
    else this.#refuse('Too many frames before the token was checked.');
  }

  #expectAuth(data: Buffer): void {
    const frame = readFrame(data);
    if ('type' in frame && frame.type === 'auth') void this.#signIn(frame.token);
    else this.#refuse('The first frame has to be {"type":"auth","token":…}.');
  }

  async #signIn(token: string): Promise<void> {
    this.#authenticating = true;
    let actor: Actor;
    try {
      actor = await this.#authenticate(token);
    } catch (error) {
      if (error instanceof AppError && error.status < 500) this.#refuse(error.detail, error.code);
      else this.#socket.close(closeCodes.restart, 'try again');
      return;
    }
    try {
      await this.#admit(actor);
    } catch (error) {
      this.#platform.logger.error({ err: error }, 'opening a socket failed');
      this.#socket.close(closeCodes.restart, 'try again');
    }
  }

  async #admit(actor: Actor): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const { config } = this.#platform;
    const connection = new Connection(this.#socket, { actor, bufferBytes: config.SOCKET_BUFFER_BYTES });
    this.#connection = connection;
    const position = await this.#hub.add(connection, (at) =>
      connection.tell({
        type: 'ready',
        user_id: actor.userId,
        connection_id: connection.id,
        seq: at.seq,
        epoch: at.epoch,
        heartbeat_seconds: config.SOCKET_HEARTBEAT_SECONDS,
        online: this.#hub.onlineFor(connection),
      }),
    );
    if (!position) return;
    const handler = new FrameHandler({
      connection,
      hub: this.#hub,
      http: this.#http,
      platform: this.#platform,
      conversations: this.#conversations,
    });
    this.#handler = handler;
    for (const data of this.#early.splice(0)) this.#handle(handler, data);
  }

  #handle(handler: FrameHandler, data: Buffer): void {
    this.#underWay += 1;
    if (this.#underWay === mostUnderWay) this.#socket.pause();
    void handler.handle(data).finally(() => {
      this.#underWay -= 1;
      if (this.#socket.isPaused && this.#underWay < mostUnderWay / 2) this.#socket.resume();
    });
  }

  #checkPulse(): void {
    const silence = Date.now() - this.#heardAt;
    if (silence > this.#platform.config.SOCKET_HEARTBEAT_SECONDS * 2_000) this.#socket.terminate();
    else this.#socket.ping();
  }

  #refuse(detail: string, code = 'unauthorized'): void {
    if (this.#handler || this.#connection) return;
    this.#tellError(code, detail, null);
    this.#socket.close(closeCodes.unauthorized, 'unauthorized');
  }

  #tellError(code: string, detail: string, ref: string | null): void {
    this.#socket.send(JSON.stringify({ type: 'error', code, detail, ref }));
  }
}
