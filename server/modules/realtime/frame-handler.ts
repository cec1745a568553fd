import { type ClientFrame, closeCodes } from '@parlance/contracts';
import { AppError } from '../../platform/errors.ts';
import { assertAllowed } from '../../platform/http/limiter.ts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Connection, Hub } from '../../platform/realtime/index.ts';
import { advanceRead, type ConversationsContext, conversationNotFound, postMessage } from '../conversations/index.ts';
import { readFrame, refOf } from './frames.ts';

/** Frames without sense that a client may send before it is cut off. */
const mostFaults = 100;
/** Typing is passed on at most this often per conversation. */
const typingMs = 1_000;

interface FrameHandlerOptions {
  connection: Connection;
  hub: Hub;
  http: Http;
  platform: Platform;
  conversations: ConversationsContext;
}

type FrameOf<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>;

/** Does what the frames of one connection say. A frame's failure is answered with an `error` frame, the socket stays. */
export class FrameHandler {
  readonly #options: FrameHandlerOptions;
  readonly #typedAt = new Map<string, number>();
  #faults = 0;

  constructor(options: FrameHandlerOptions) {
    this.#options = options;
  }

  async handle(data: Buffer): Promise<void> {
    const frame = readFrame(data);
    if ('error' in frame) {
      this.#fail(frame.error, frame.ref);
      this.#faults += 1;
      if (this.#faults >= mostFaults) this.#options.connection.close(closeCodes.abuse, 'too many bad frames');
      return;
    }
    try {
      await this.#dispatch(frame);
    } catch (error) {
      this.#fail(error, refOf(frame));
    }
  }

  #dispatch(frame: ClientFrame): Promise<void> | void {
    switch (frame.type) {
      case 'message':
        return this.#message(frame);
      case 'read':
        return this.#read(frame);
      case 'join':
        return this.#join(frame);
      case 'resume':
        return this.#resume(frame);
      case 'typing':
        return this.#typing(frame);
      case 'leave':
        return this.#options.hub.mute(this.#options.connection, frame.conversation_id.toLowerCase());
      case 'ping':
        return this.#options.connection.tell({ type: 'pong', ...(frame.ref === undefined ? {} : { ref: frame.ref }) });
      case 'auth':
        throw new AppError('bad_request', 'This socket is signed in already.');
    }
  }

  async #message(frame: FrameOf<'message'>): Promise<void> {
    const { connection, http, conversations } = this.#options;
    assertAllowed(await http.requestLimits.consume('write', connection.actor.userId));
    const { message } = await postMessage(conversations, connection.actor, {
      conversationId: frame.conversation_id,
      key: frame.message_id,
      content: frame.content,
      replyTo: frame.reply_to,
    });
    const { message_id, id, conversation_id, seq } = message;
    connection.tell({ type: 'ack', message_id, id, conversation_id, seq });
  }

  async #read(frame: FrameOf<'read'>): Promise<void> {
    const { connection, http, conversations } = this.#options;
    assertAllowed(await http.requestLimits.consume('read', connection.actor.userId));
    await advanceRead(conversations, connection.actor, frame.conversation_id.toLowerCase(), frame.seq);
  }

  async #join(frame: FrameOf<'join'>): Promise<void> {
    const { connection, hub } = this.#options;
    const logId = frame.conversation_id.toLowerCase();
    const joined =
      frame.after === undefined
        ? hub.unmute(connection, logId)
        : await hub.resume(connection, { logId, after: frame.after, epoch: frame.epoch });
    if (!joined) throw conversationNotFound();
  }

  /** One after the other: a device that was away for long must not take every connection to the database. */
  async #resume(frame: FrameOf<'resume'>): Promise<void> {
    const { connection, hub } = this.#options;
    if (frame.user) await hub.resume(connection, { logId: connection.actor.userId, ...frame.user });
    for (const { conversation_id, after, epoch } of frame.conversations) {
      const found = await hub.resume(connection, { logId: conversation_id.toLowerCase(), after, epoch });
      if (!found) this.#fail(conversationNotFound(), conversation_id);
    }
    connection.tell({ type: 'resumed', ...(frame.ref === undefined ? {} : { ref: frame.ref }) });
  }

  #typing({ conversation_id, typing = true }: FrameOf<'typing'>): void {
    const { connection, hub, platform } = this.#options;
    const logId = conversation_id.toLowerCase();
    if (!hub.follows(connection, logId)) throw conversationNotFound();
    const now = Date.now();
    if (typing && now - (this.#typedAt.get(logId) ?? 0) < typingMs) return;
    if (typing) this.#typedAt.set(logId, now);
    else this.#typedAt.delete(logId);
    const { userId } = connection.actor;
    const json = JSON.stringify({ type: 'typing', conversation_id: logId, user_id: userId, typing });
    platform.bus.publish({ kind: 'moment', logId, from: userId, json });
  }

  #fail(error: unknown, ref: string | null): void {
    const { connection, platform } = this.#options;
    if (error instanceof AppError) {
      connection.tell({ type: 'error', code: error.code, detail: error.detail, ref });
      return;
    }
    platform.logger.error({ err: error, user_id: connection.actor.userId }, 'a socket frame failed');
    connection.tell({
      type: 'error',
      code: 'internal_error',
      detail: 'Something went wrong on our side. Try again.',
      ref,
    });
  }
}
