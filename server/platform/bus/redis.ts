import type { Logger } from 'pino';
import { newId } from '../ids.ts';
import type { RedisLink } from '../redis/link.ts';
import { type Bus, createLocalBus, type Signal } from './bus.ts';
import { packSignal, unpackSignal } from './wire.ts';

/** What may be on its way to Redis at a time, in characters; what comes on top is dropped, and the others read the logs. */
const mostUnderWay = 16 * 1024 * 1024;
/** Channels that one command subscribes to. */
const channelsPerCommand = 1_000;

/** The bus of many processes, connected if Redis is within reach; if not, it goes on trying. */
export async function startRedisBus(link: RedisLink, logger: Logger): Promise<Bus> {
  const bus = new RedisBus(link, logger);
  await bus.start();
  return bus;
}

/**
 * The bus of many processes. Handlers in this process are called at once, as in the local bus; others hear through Redis:
 * what belongs to a log on the log's own channel, the rest on one for all. While Redis is away signals are dropped, not kept.
 */
class RedisBus implements Bus {
  readonly #link: RedisLink;
  readonly #logger: Logger;
  readonly #local = createLocalBus();
  readonly #self = newId();
  /** Logs by how many follow them here. */
  readonly #followed = new Map<string, number>();
  readonly #restored = new Set<() => void>();
  readonly #common: string;
  readonly #gap: string;
  readonly #logPrefix: string;
  #underWay = 0;
  /** A signal of ours got lost: the others have to be told to look. */
  #owesGap = false;

  constructor(link: RedisLink, logger: Logger) {
    this.#link = link;
    this.#logger = logger;
    this.#common = `${link.prefix}:all`;
    this.#gap = `${link.prefix}:gap`;
    this.#logPrefix = `${link.prefix}:log:`;
    link.listener.on('message', (channel, text) => this.#hear(channel, text));
  }

  start(): Promise<void> {
    return this.#link.start({
      prepare: () =>
        this.#listen([this.#common, this.#gap, ...[...this.#followed.keys()].map((logId) => this.#logPrefix + logId)]),
      onUp: () => {
        this.#tellGap();
        this.#restore();
      },
      onPulse: () => this.#tellGap(),
    });
  }

  publish(signal: Signal): void {
    try {
      this.#local.publish(signal);
    } finally {
      const { logId, text } = packSignal(this.#self, signal);
      this.#send(logId === null ? this.#common : this.#logPrefix + logId, text);
    }
  }

  subscribe: Bus['subscribe'] = (kind, handler) => this.#local.subscribe(kind, handler);

  async follow(logIds: string[]): Promise<boolean> {
    for (const logId of logIds) this.#followed.set(logId, (this.#followed.get(logId) ?? 0) + 1);
    // Also while the link is still being prepared: what that subscribes to was settled before.
    if (this.#link.listener.status !== 'ready') return false;
    try {
      await this.#listen(logIds.map((logId) => this.#logPrefix + logId));
      return this.#link.isUp;
    } catch (error) {
      // Not being heard while the link counts as up would go unnoticed: the connection is made anew, with all that is followed.
      this.#logger.warn({ err: error }, 'Following logs through Redis failed');
      this.#link.listener.disconnect(true);
      return false;
    }
  }

  unfollow(logId: string): void {
    const others = (this.#followed.get(logId) ?? 0) - 1;
    if (others > 0) this.#followed.set(logId, others);
    if (others !== 0) return;
    this.#followed.delete(logId);
    if (this.#link.listener.status !== 'ready') return;
    this.#link.listener.unsubscribe(this.#logPrefix + logId).catch(() => undefined);
  }

  get reach(): 'linked' | 'cut' {
    return this.#link.isUp ? 'linked' : 'cut';
  }

  onRestored(handler: () => void): () => void {
    this.#restored.add(handler);
    return () => this.#restored.delete(handler);
  }

  async #listen(channels: string[]): Promise<void> {
    const commands: Promise<unknown>[] = [];
    for (let start = 0; start < channels.length; start += channelsPerCommand) {
      commands.push(this.#link.listener.subscribe(...channels.slice(start, start + channelsPerCommand)));
    }
    await Promise.all(commands);
  }

  #send(channel: string, text: string): void {
    if (!this.#link.isUp || this.#underWay + text.length > mostUnderWay) {
      this.#owesGap = true;
      return;
    }
    this.#underWay += text.length;
    this.#link.commands
      .publish(channel, text)
      .catch(() => {
        this.#owesGap = true;
      })
      .finally(() => {
        this.#underWay -= text.length;
      });
  }

  #tellGap(): void {
    if (!this.#owesGap || !this.#link.isUp) return;
    this.#owesGap = false;
    this.#send(this.#gap, this.#self);
  }

  #hear(channel: string, text: string): void {
    if (channel === this.#gap) {
      if (text !== this.#self) this.#restore();
      return;
    }
    const logId = channel.startsWith(this.#logPrefix) ? channel.slice(this.#logPrefix.length) : null;
    try {
      const signal = unpackSignal(this.#self, { logId, text });
      if (signal) this.#local.publish(signal);
    } catch (error) {
      this.#logger.error({ err: error, channel }, 'A signal of another process could not be handled');
    }
  }

  #restore(): void {
    for (const handler of this.#restored) handler();
  }
}
