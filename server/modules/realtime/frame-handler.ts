import { type ClientFrame, closeCodes } from '@parlance/contracts';
import { AppError } from '../../platform/errors.ts';
import { assertAllowed } from '../../platform/http/limiter.ts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Connection, Hub } from '../../platform/realtime/index.ts';
import { advanceRead, type ConversationsContext, conversationNotFound, postMessage } from '../conversations/index.ts';
import { type BadFrame, readFrame, refOf } from './frames.ts';
import { TypingNotes } from './typing-notes.ts';

/** Frames without sense that a client may send before it is cut off. */
const mostFaults = 100;

interface FrameHandlerOptions {
  connection: Connection;
  hub: Hub;
  http: Http;
  platform: Platform;
  conversations: ConversationsContext;
}

type FrameOf<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>;

/** What a frame counts as for the request limits; the others cost the database nothing. */
const kinds: Partial<Record<ClientFrame['type'], 'read' | 'write'>> = {
  message: 'write',
  read: 'read',
  join: 'read',
  resume: 'read',
  watch: 'read',
};

/**
 * Does what the frames of one connection say: they are begun in the order they came in, and end in their own time. A frame's
 * failure is answered with an `error` frame, the socket stays.
 */
export class FrameHandler {
  readonly #options: FrameHandlerOptions;
  readonly #typing = new TypingNotes();
  #faults = 0;
  #begun = Promise.resolve();

  constructor(options: FrameHandlerOptions) {
    this.#options = options;
  }

  async handle(data: Buffer, isBinary: boolean): Promise<void> {
    const frame = readFrame(data, isBinary);
    const admitted = this.#begun.then(() => this.#admit(frame));
    this.#begun = admitted.then(ignore, ignore);
    try {
      await admitted;
      if ('type' in frame) await this.#dispatch(frame);
    } catch (error) {
      this.#fail(error, 'type' in frame ? refOf(frame) : frame.ref);
    }
  }

  async #admit(frame: ClientFrame | BadFrame): Promise<void> {
    const { connection, http } = this.#options;
    if ('error' in frame) {
      this.#faults += 1;
      if (this.#faults >= mostFaults) connection.close(closeCodes.abuse, 'too many bad frames');
      throw frame.error;
    }
    const kind = kinds[frame.type];
    if (kind) assertAllowed(await http.requestLimits.consume(kind, connection.actor.userId));
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
      case 'watch':
        return this.#watch(frame);
      case 'unwatch':
        return this.#options.hub.unwatch(this.#options.connection, frame.run_id.toLowerCase());
      case 'typing':
        return this.#noteTyping(frame);
      case 'leave':
        return this.#options.hub.mute(this.#options.connection, frame.conversation_id.toLowerCase());
      case 'ping':
        return this.#options.connection.tell({ type: 'pong', ...(frame.ref === undefined ? {} : { ref: frame.ref }) });
      case 'auth':
        throw new AppError('bad_request', 'This socket is signed in already.');
    }
  }

  async #message(frame: FrameOf<'message'>): Promise<void> {
    const { connection, conversations } = this.#options;
    const { message } = await postMessage(conversations, connection.actor, {
      conversationId: frame.conversation_id,
      key: frame.message_id,
      content: frame.content,
      replyTo: frame.reply_to,
      run: frame.run,
    });
    const { message_id, id, conversation_id, seq } = message;
    connection.tell({ type: 'ack', message_id, id, conversation_id, seq });
  }

  async #read(frame: FrameOf<'read'>): Promise<void> {
    const { connection, conversations } = this.#options;
    await advanceRead(conversations, connection.actor, frame.conversation_id.toLowerCase(), frame.seq);
  }

  async #join({ conversation_id, after, epoch }: FrameOf<'join'>): Promise<void> {
    const { connection, hub } = this.#options;
    const logId = conversation_id.toLowerCase();
    if (!(await hub.follows(connection, logId))) throw conversationNotFound();
    if (after === undefined) hub.unmute(connection, logId);
    else await hub.resume(connection, [{ logId, after, epoch }]);
  }

  async #watch({ run_id, after = 0, epoch }: FrameOf<'watch'>): Promise<void> {
    const { connection, hub, conversations } = this.#options;
    const runId = run_id.toLowerCase();
    const conversationId = await conversations.ports.findRunConversation(conversations.db, runId);
    const may = conversationId !== undefined && (await hub.watch(connection, { runId, conversationId, after, epoch }));
    if (!may) throw new AppError('not_found', 'There is no such run, or it is not in one of your conversations.');
  }

  async #resume({ user, conversations, ref }: FrameOf<'resume'>): Promise<void> {
    const { connection, hub } = this.#options;
    const points = conversations.map(({ conversation_id, ...point }) => ({
      logId: conversation_id.toLowerCase(),
      ...point,
    }));
    if (user) points.unshift({ logId: connection.actor.userId, ...user });
    const unknown = await hub.resume(connection, points);
    for (const logId of unknown) this.#fail(conversationNotFound(), logId);
    connection.tell({ type: 'resumed', ...(ref === undefined ? {} : { ref }) });
  }

  async #noteTyping({ conversation_id, typing = true }: FrameOf<'typing'>): Promise<void> {
    const { connection, hub, platform } = this.#options;
    const logId = conversation_id.toLowerCase();
    if (!(await hub.follows(connection, logId))) throw conversationNotFound();
    if (!this.#typing.isWorthTelling(logId, typing)) return;
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

const ignore = (): void => undefined;
