import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ServerFrame } from '@parlance/contracts';
import type { AccountState } from '../../sdk/state.ts';
import type { Person } from './index.ts';
import { applyEvent, fetchAccount, fetchConversation } from './replica.ts';
import { openSocket, type SocketClient } from './socket-client.ts';

type EventFrame = Extract<ServerFrame, { type: 'event' }>;

/**
 * A device that keeps a person's state by the events its sockets bring, over kills and reconnects. It is strict: from the
 * `resumed` that answers it on, an event that is not the next of its log is a failure.
 */
export class Device {
  readonly person: Person;
  readonly #url: string;
  /** Begins the keys of its messages. */
  readonly #name = randomUUID().slice(0, 8);
  #said = 0;
  #state: AccountState;
  #socket: SocketClient | undefined;
  /** Frames are dealt with one after the other: some need a fetch. */
  #work: Promise<void> = Promise.resolve();
  #isLive = false;
  #connecting: Promise<void> | undefined;
  /** Acknowledgements of what this device sent, in the order they came. */
  readonly acknowledged: Extract<ServerFrame, { type: 'ack' }>[] = [];
  /** Conversations that were fetched while live: until their join is answered, they may seem to have gaps. */
  readonly #joining = new Set<string>();

  private constructor(url: string, person: Person, state: AccountState) {
    this.#url = url;
    this.person = person;
    this.#state = state;
  }

  static async start(url: string, person: Person): Promise<Device> {
    const device = new Device(url, person, await fetchAccount(person));
    await device.connect();
    return device;
  }

  get state(): AccountState {
    return this.#state;
  }

  /** Opens a socket and resumes; does nothing where one is open. */
  connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #open(): Promise<void> {
    if (this.#socket) return;
    await this.#work;
    const socket = openSocket(this.#url, this.person);
    this.#socket = socket;
    socket.socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      this.#work = this.#work.then(() => (socket === this.#socket ? this.#take(frame) : undefined));
    });
    await socket.next('ready');
    this.#resume(socket);
  }

  /** Sends a message, unless the network is gone. */
  say(conversationId: string): void {
    if (this.#connecting) return;
    this.#said += 1;
    const key = `${this.#name}-${this.#said}`;
    this.#socket?.send({
      type: 'message',
      conversation_id: conversationId,
      message_id: key,
      content: `Text von ${key}`,
    });
  }

  /** The network is gone, without a word; not while a socket is being opened. */
  kill(): void {
    if (this.#connecting) return;
    this.#socket?.socket.terminate();
    this.#socket = undefined;
    this.#isLive = false;
    this.#joining.clear();
  }

  /** Resolves when the device has dealt with all that was sent to it, and with what it asked for because of that. */
  async settle(): Promise<void> {
    await this.connect();
    let known = -1;
    while (known !== this.#heard()) {
      known = this.#heard();
      await this.#socket?.settle();
      await this.#answered('resume');
      await this.#work;
      for (const id of this.#joining) await this.#answered(id);
    }
    assert.ok(this.#isLive);
  }

  async #answered(ref: string): Promise<void> {
    await this.#socket?.waitFor((frame) => frame.type === 'resumed' && frame.ref === ref);
  }

  /** How much was said, but for the answers to `settle` itself. */
  #heard(): number {
    return this.#socket?.frames.filter(({ type }) => type !== 'pong').length ?? 0;
  }

  #resume(socket: SocketClient): void {
    const conversations = [...this.#state.conversations.values()].map(({ id, position }) => ({
      conversation_id: id,
      after: position.seq,
      epoch: position.epoch,
    }));
    const { seq, epoch } = this.#state.position;
    socket.send({ type: 'resume', user: { after: seq, epoch }, conversations, ref: 'resume' });
  }

  async #take(frame: ServerFrame): Promise<void> {
    if (frame.type === 'event') await this.#apply(frame);
    if (frame.type === 'ack') this.acknowledged.push(frame);
    if (frame.type === 'limited') assert.fail('nothing was removed from any log');
    if (frame.type === 'resumed') {
      if (frame.ref === 'resume') this.#isLive = true;
      else this.#joining.delete(frame.ref ?? '');
    }
  }

  async #apply({ conversation_id, event }: EventFrame): Promise<void> {
    const { outcome, state } = applyEvent(this.#state, conversation_id, event);
    const mayBeEarly = !this.#isLive || (conversation_id !== null && this.#joining.has(conversation_id));
    assert.ok(outcome !== 'gap' || mayBeEarly, `${event.type} ${event.seq} is not the next in ${conversation_id}`);
    this.#state = state;
    if (outcome === 'applied' && event.type === 'conversation-added') await this.#fetch(event.conversation_id);
  }

  /** The state is fetched after the news of it, so that all that comes after the state comes by socket or by the join. */
  async #fetch(id: string): Promise<void> {
    const socket = this.#socket;
    const { status } = await this.person.call('GET', `/v1/conversations/${id}`);
    // Removed again meanwhile: the own log will say so.
    if (status === 404) return;
    const conversation = await fetchConversation(this.person, id).catch(() => undefined);
    if (!conversation) return;
    this.#state = { ...this.#state, conversations: new Map(this.#state.conversations).set(id, conversation) };
    // Killed meanwhile: the next socket resumes this one with all the others.
    if (socket !== this.#socket) return;
    this.#joining.add(id);
    const { seq: after, epoch } = conversation.position;
    socket?.send({ type: 'resume', conversations: [{ conversation_id: id, after, epoch }], ref: id });
  }
}
