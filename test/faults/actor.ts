import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import type { Device } from './device.ts';
import type { Dice } from './dice.ts';
import type { History } from './history.ts';
import type { Ledger } from './ledger.ts';
import type { World } from './world.ts';

const emojis = ['👍', '🎉', '❤️'];
/** What a device does, and how often compared with the rest. */
const deeds = {
  say: 50,
  post: 10,
  edit: 8,
  delete: 3,
  react: 12,
  read: 10,
  type: 3,
  rename: 2,
  member: 2,
  reload: 1,
} as const;
type Deed = keyof typeof deeds;

interface ActorContext {
  world: World;
  history: History;
  ledger: Ledger;
  dice: Dice;
}

/** Uses a device as a person in a hurry would. */
export class Actor {
  readonly #device: Device;
  readonly #context: ActorContext;
  readonly #underWay = new Set<Promise<void>>();
  #said = 0;

  constructor(device: Device, context: ActorContext) {
    this.#device = device;
    this.#context = context;
  }

  /** Does one thing after the other until it is told to stop; a deed that waits for its answer holds nothing up. */
  async act(signal: AbortSignal, meanPauseMs: number): Promise<void> {
    const { dice } = this.#context;
    while (!signal.aborted) {
      await sleep(dice.between(0, 2 * meanPauseMs));
      if (signal.aborted) return;
      const conversation = dice.pick([...this.#device.store.getSnapshot().conversations.values()]);
      if (conversation === undefined) continue;
      this.#begin(dice.weighted(deeds), conversation);
    }
  }

  /** Resolves when all that was begun has ended. */
  async finish(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #begin(deed: Deed, conversation: ConversationState): void {
    const done = this.#do(deed, conversation).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  async #do(deed: Deed, conversation: ConversationState): Promise<void> {
    const { history, dice } = this.#context;
    history.count(deed);
    const message = dice.pick(conversation.messages.slice(-30));
    const own = dice.pick(
      conversation.messages.slice(-60).filter(({ sender_id }) => sender_id === this.#device.userId),
    );
    if (deed === 'say') this.#say(conversation);
    else if (deed === 'post') await this.#post(conversation);
    else if (deed === 'edit' && own) await this.#edit(own);
    else if (deed === 'delete' && own) await this.#delete(own);
    else if (deed === 'react' && message) await this.#react(message);
    else if (deed === 'read') this.#device.store.markRead(conversation.id, message?.seq);
    else if (deed === 'type') this.#device.store.setTyping(conversation.id, dice.roll() < 0.5);
    else if (deed === 'rename') await this.#rename(conversation.id);
    else if (deed === 'member') await this.#changeMember();
    else if (deed === 'reload') await this.#device.reload();
  }

  #say(conversation: ConversationState): void {
    const text = this.#words();
    const { message_id } = this.#device.store.send(conversation.id, text);
    this.#sent(message_id, conversation.id, text, 'outbox');
  }

  async #post({ id }: ConversationState): Promise<void> {
    const { history } = this.#context;
    const key = crypto.randomUUID();
    const text = this.#words();
    this.#sent(key, id, text, 'request');
    try {
      await this.#device.client.messages.send({ conversation_id: id, message_id: key, content: text });
    } catch (error) {
      history.note(`${this.#device.name} learns nothing of ${key}: ${error}`, key, this.#device.name);
    }
  }

  #sent(key: string, conversationId: string, text: string, through: 'outbox' | 'request'): void {
    const { name: device, userId } = this.#device;
    this.#context.ledger.sent({ key, device, userId, conversationId, text, through });
  }

  #edit({ id }: Message): Promise<void> {
    const text = `${this.#words()} (geändert)`;
    return this.#change(`text of ${id}`, text, () => this.#device.client.messages.edit(id, text));
  }

  #delete({ id }: Message): Promise<void> {
    return this.#change(`deletion of ${id}`, 'deleted', () => this.#device.client.messages.remove(id));
  }

  async #react({ id, reactions }: Message): Promise<void> {
    const { dice } = this.#context;
    const { userId, client } = this.#device;
    const emoji = dice.pick(emojis) ?? '👍';
    const isOn = reactions.some((one) => one.emoji === emoji && one.user_ids.includes(userId));
    await this.#change(`${emoji} of ${userId} at ${id}`, isOn ? 'off' : 'on', () =>
      isOn ? client.messages.unreact(id, emoji) : client.messages.react(id, emoji),
    );
  }

  /** Only owners rename, so that whose title stands is known. */
  async #rename(conversationId: string): Promise<void> {
    const { client } = this.#device;
    if (!this.#isOwner) return;
    const title = `Titel ${this.#said}`;
    await this.#change(`title of ${conversationId}`, title, () => client.conversations.rename(conversationId, title));
  }

  async #changeMember(): Promise<void> {
    const { world, dice } = this.#context;
    const { client, store } = this.#device;
    const someone = dice.pick(world.people.slice(1));
    const group = store.getSnapshot().conversations.get(world.changingGroup);
    if (!this.#isOwner || someone === undefined || group === undefined) return;
    const isMember = group.members.some(({ user_id }) => user_id === someone.id);
    await this.#change(`membership of ${someone.id}`, isMember ? 'no' : 'yes', () =>
      isMember
        ? client.conversations.removeMember(group.id, someone.id)
        : client.conversations.addMembers(group.id, [someone.id]),
    );
  }

  get #isOwner(): boolean {
    return this.#device.userId === this.#context.world.people[0]?.id;
  }

  #change(subject: string, value: string, work: () => Promise<unknown>): Promise<void> {
    return this.#context.ledger.change(subject, value, () => this.#device.countRequests(work));
  }

  /** Now and then someone is mentioned: such messages take another way through the server. */
  #words(): string {
    const { world, dice } = this.#context;
    this.#said += 1;
    const mention = dice.roll() < 0.15 ? ` @${dice.pick(world.people)?.username}` : '';
    return `${this.#device.name} sagt ${this.#said}${mention} 👋`;
  }
}
