import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  ClientFrame,
  Conversation,
  ConversationEvent,
  Message,
  ServerFrame,
  UserEvent,
} from '@parlance/contracts';
import { type WebSocket, WebSocketServer } from 'ws';
import { FakeRuns } from './fake-runs.ts';
import { conversation, ids, message, messageId, zoe } from './fixtures.ts';

type Draft = { conversation_id: string; message_id?: string; content: unknown };
type Bare<E> = E extends unknown ? Omit<E, 'seq' | 'at' | 'actor_id'> : never;

/**
 * A server of one user, Zoë, who has conversations with Omar: small, in memory, and speaking the real wire protocol over
 * real connections, so that a test can make it fail in ways a real one only does on bad days.
 */
export class FakeServer {
  readonly logs = new Map<string, ConversationEvent[]>();
  readonly ownLog: UserEvent[] = [];
  readonly frames: ClientFrame[] = [];
  readonly requests: string[] = [];
  /** Answers to give instead of the real ones, each once. */
  readonly answers: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
  /** Whether sockets are let in; when not, the upgrade is refused. */
  acceptSockets = true;
  /** Whether messages that come by the socket are stored, and acknowledged. */
  messageMode: 'normal' | 'store without ack' | 'ignore' = 'normal';
  /** Refuses what this returns an error for. */
  refuse: (draft: Draft) => { status: number; code: string } | undefined = () => undefined;
  /** The most events that a resume replays; a client further behind is told `limited`. */
  retention = Number.POSITIVE_INFINITY;
  epoch = 'e1';
  /** How far people have read Zoë's conversation with Omar, by user id. */
  readonly marks = new Map<string, number>();
  readonly sockets = new Set<WebSocket>();
  readonly runs = new FakeRuns(this);
  /** Routes that are not answered for now. */
  readonly #held = new Map<string, { asked: () => void; released: Promise<void> }>();
  readonly #http: Server;
  readonly #waiting = new Set<() => void>();
  readonly #ws = new WebSocketServer({ noServer: true });

  constructor() {
    this.addConversation(ids.conversation);
    this.#http = createServer((request, response) => void this.#serve(request, response));
    this.#http.on('upgrade', (request, socket, head) => {
      // A client that is closed in the middle of it is no concern of the server.
      socket.on('error', () => socket.destroy());
      if (this.acceptSockets) this.#ws.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws));
      else socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.dropSockets();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  addConversation(id: string): void {
    this.logs.set(id, []);
    this.append(id, { type: 'conversation-created', kind: 'direct', title: null, members: [] });
  }

  /** From now on the answers of a route are made as ever, but stay on their way until they are released. */
  hold(route: string): { asked: Promise<void>; release: () => void } {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#held.set(route, { asked: asked.resolve, released: released.promise });
    return { asked: asked.promise, release: released.resolve };
  }

  /** The first frame of a client that fits, when it has come. */
  async heard<Type extends ClientFrame['type']>(type: Type): Promise<Extract<ClientFrame, { type: Type }>> {
    for (;;) {
      const found = this.frames.find((frame): frame is Extract<ClientFrame, { type: Type }> => frame.type === type);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const waiting = () => {
          this.#waiting.delete(waiting);
          resolve();
        };
        this.#waiting.add(waiting);
      });
    }
  }

  /** Adds an event to a conversation and tells it to whoever is connected. */
  append(id: string, bare: Bare<ConversationEvent>): ConversationEvent {
    const log = this.logs.get(id) ?? [];
    const stamp = { seq: log.length + 1, at: '2026-11-21T09:00:00.000Z', actor_id: ids.omar };
    const event = { ...bare, ...stamp } as ConversationEvent;
    log.push(event);
    this.logs.set(id, log);
    this.tell({ type: 'event', conversation_id: id, seq: event.seq, epoch: this.epoch, event });
    return event;
  }

  /** Adds an event to Zoë's own log. */
  appendOwn(bare: Bare<UserEvent>): void {
    const stamp = { seq: this.ownLog.length + 1, at: '2026-11-21T09:00:00.000Z', actor_id: ids.omar };
    const event = { ...bare, ...stamp } as UserEvent;
    this.ownLog.push(event);
    this.tell({ type: 'event', conversation_id: null, seq: event.seq, epoch: this.epoch, event });
  }

  /** A message of Omar. */
  say(id: string, changes: Partial<Message> = {}): Message {
    const seq = (this.logs.get(id)?.length ?? 0) + 1;
    const said = message(seq, { conversation_id: id, ...changes });
    this.append(id, { type: 'message-created', message: said });
    return said;
  }

  tell(frame: ServerFrame): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(frame));
  }

  dropSockets(): void {
    for (const socket of this.sockets) socket.terminate();
    this.sockets.clear();
  }

  /** All messages of a conversation as history shows them. */
  messages(id: string): Message[] {
    return (this.logs.get(id) ?? []).flatMap((event) => (event.type === 'message-created' ? [event.message] : []));
  }

  #view(id: string): Conversation {
    const messages = this.messages(id);
    const read = id === ids.conversation ? this.marks : new Map<string, number>();
    const unread = messages.filter(({ sender_id, seq }) => sender_id !== ids.zoe && seq > (read.get(ids.zoe) ?? 0));
    const view = conversation({ id, epoch: this.epoch, last_message: messages.at(-1) ?? null });
    const members = view.members.map((member) => ({ ...member, last_read_seq: read.get(member.user_id) ?? 0 }));
    return { ...view, members, head_seq: this.logs.get(id)?.length ?? 0, unread_count: unread.length };
  }

  #welcome(socket: WebSocket): void {
    socket.on('message', (data) => this.#hear(socket, JSON.parse(String(data)) as ClientFrame));
    socket.on('close', () => this.sockets.delete(socket));
  }

  #hear(socket: WebSocket, frame: ClientFrame): void {
    this.frames.push(frame);
    for (const waiting of [...this.#waiting]) waiting();
    const reply = (answer: ServerFrame) => socket.send(JSON.stringify(answer));
    if (frame.type === 'auth') {
      this.sockets.add(socket);
      const { epoch } = this;
      const position = { seq: this.ownLog.length, epoch };
      reply({
        type: 'ready',
        user_id: ids.zoe,
        connection_id: ids.zoe,
        ...position,
        heartbeat_seconds: 30,
        online: [],
      });
    }
    if (frame.type === 'ping') reply({ type: 'pong' });
    if (frame.type === 'join') this.#replay(reply, frame.conversation_id, frame.after ?? 0, frame.epoch);
    if (frame.type === 'message') this.#hearMessage(reply, frame);
    if (frame.type === 'resume') this.#resume(reply, frame);
    if (frame.type === 'watch') this.runs.watch(reply, frame);
  }

  #resume(reply: (frame: ServerFrame) => void, frame: Extract<ClientFrame, { type: 'resume' }>): void {
    const { epoch } = this;
    if (frame.user !== undefined && frame.user.epoch !== epoch) {
      reply({ type: 'limited', conversation_id: null, head_seq: this.ownLog.length, epoch });
    } else {
      for (const event of this.ownLog.slice(frame.user?.after ?? this.ownLog.length)) {
        reply({ type: 'event', conversation_id: null, seq: event.seq, epoch, event });
      }
    }
    for (const log of frame.conversations) this.#replay(reply, log.conversation_id, log.after, log.epoch);
    reply({ type: 'resumed', ...(frame.ref && { ref: frame.ref }) });
  }

  #replay(reply: (frame: ServerFrame) => void, id: string, after: number, epoch = this.epoch): void {
    const log = this.logs.get(id);
    if (log === undefined) {
      reply({ type: 'error', code: 'not_found', detail: 'There is no such conversation.', ref: id });
      return;
    }
    if (epoch !== this.epoch || log.length - after > this.retention) {
      reply({ type: 'limited', conversation_id: id, head_seq: log.length, epoch: this.epoch });
      return;
    }
    for (const event of log.slice(after)) {
      reply({ type: 'event', conversation_id: id, seq: event.seq, epoch: this.epoch, event });
    }
  }

  #hearMessage(reply: (frame: ServerFrame) => void, frame: Extract<ClientFrame, { type: 'message' }>): void {
    const refusal = this.refuse(frame);
    if (refusal !== undefined) {
      reply({ type: 'error', code: refusal.code, detail: 'Refused.', ref: frame.ref ?? null });
      return;
    }
    if (this.messageMode === 'ignore') return;
    const { id, seq, message_id, conversation_id } = this.#store(frame);
    if (this.messageMode === 'normal') reply({ type: 'ack', message_id, id, conversation_id, seq });
  }

  /** Keeps a message once, however often it is sent. */
  #store({ conversation_id, message_id = crypto.randomUUID(), content }: Draft): Message {
    const known = this.messages(conversation_id).find((stored) => stored.message_id === message_id);
    if (known !== undefined) return known;
    const seq = (this.logs.get(conversation_id)?.length ?? 0) + 1;
    const text = String(content);
    const parts = [{ type: 'text' as const, text }];
    const id = messageId(seq);
    return this.say(conversation_id, { id, message_id, sender_id: ids.zoe, content: { text, parts } });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    this.requests.push(`${request.method} ${url.pathname}`);
    const body = await readBody(request);
    const answer = this.answers.shift();
    if (answer !== undefined) {
      answer(request, response);
      return;
    }
    if (this.runs.stream(request, response)) return;
    const result = this.#route(`${request.method} ${url.pathname}`, url.searchParams, body);
    const held = this.#held.get(`${request.method} ${url.pathname}`);
    held?.asked();
    await held?.released;
    response.writeHead(result.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(result.json));
  }

  #route(route: string, query: URLSearchParams, body: string): { status: number; json: unknown } {
    if (route === 'GET /v1/users/me') return ok(zoe);
    if (route === 'GET /v1/users/me/preferences')
      return ok({ theme: 'system', language: 'en', notification_enabled: true });
    if (route === 'GET /v1/users/me/events') {
      return ok({ items: [], head_seq: this.ownLog.length, epoch: this.epoch, limited: false });
    }
    if (route === 'GET /v1/conversations') {
      return ok({ items: [...this.logs.keys()].map((id) => this.#view(id)), next_cursor: null });
    }
    if (route === 'POST /v1/messages') return this.#post(JSON.parse(body) as Draft);
    const run = /^GET \/v1\/runs\/([^/]+)$/.exec(route)?.[1];
    if (run !== undefined) return this.runs.has(run) ? ok(this.runs.view(run)) : refusal(404, 'not_found');
    const [, id = '', rest = ''] = /^GET \/v1\/conversations\/([^/]+)(.*)$/.exec(route) ?? [];
    if (!this.logs.has(id)) return refusal(404, 'not_found');
    if (rest === '/messages') return ok(this.#history(id, query));
    if (rest === '/runs') return ok(this.runs.page(id));
    return ok(this.#view(id));
  }

  #post(draft: Draft): { status: number; json: unknown } {
    const refused = this.refuse(draft);
    if (refused !== undefined) return refusal(refused.status, refused.code);
    return ok({ message: this.#store(draft) });
  }

  #history(id: string, query: URLSearchParams): unknown {
    const before = Number(query.get('before_seq') ?? Number.MAX_SAFE_INTEGER);
    const limit = Number(query.get('limit') ?? 50);
    const found = this.messages(id).filter(({ seq }) => seq < before);
    const items = found.slice(-limit);
    return { items, next_cursor: found.length > items.length ? `before:${items[0]?.seq}` : null };
  }
}

const ok = (json: unknown) => ({ status: 200, json });

function refusal(status: number, error: string): { status: number; json: unknown } {
  const timestamp = '2026-11-21T09:00:00.000Z';
  return { status, json: { error, detail: 'Refused.', timestamp, request_id: 'r-1' } };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
