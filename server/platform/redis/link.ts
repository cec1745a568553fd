import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { withDeadline } from '../deadline.ts';

/** Both connections are asked for a sign of life this often. */
const pulseMs = 1_000;
const mostRetryMs = 1_000;

interface LinkHooks {
  prepare: () => Promise<void>;
  onUp: () => void;
  onPulse: () => void;
}

/**
 * The connections of this process to Redis: one for commands, one that listens. They come back by themselves, and commands fail
 * at once while they are away: nothing waits for Redis and nothing is kept for it.
 */
export class RedisLink {
  readonly commands: Redis;
  readonly listener: Redis;
  /** In front of every key and channel, so that installations can share a Redis. */
  readonly prefix: string;
  readonly #logger: Logger;
  readonly #timeoutMs: number;
  readonly #pulse: NodeJS.Timeout;
  #prepare: () => Promise<void> = async () => undefined;
  #onUp: () => void = () => undefined;
  #onPulse: () => void = () => undefined;
  #isUp = false;
  /** Counts connects and losses, so that a preparation that was overtaken by a loss does not count. */
  #turn = 0;
  /** Why the last attempt failed: words only, for the client's errors carry the commands, and with them the password. */
  #fault = 'no answer';

  constructor(url: string, { config, logger }: { config: Config; logger: Logger }) {
    this.prefix = config.REDIS_PREFIX;
    this.#logger = logger;
    this.#timeoutMs = config.REDIS_TIMEOUT_MS;
    const options = connectionOptions(config);
    this.commands = this.#watch(new Redis(url, options));
    this.listener = this.#watch(new Redis(url, options));
    this.#pulse = setInterval(() => this.#beat(), pulseMs);
    this.#pulse.unref();
  }

  /** Whether both connections work and what has to be heard is subscribed to. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /**
   * Connects, and resolves once the link is up; after the time-out it resolves anyway and goes on trying. `prepare` runs each time
   * both connections are there, `onUp` when it is done and the link is up, `onPulse` every second.
   */
  async start({ prepare, onUp, onPulse }: LinkHooks): Promise<void> {
    const { promise: up, resolve } = Promise.withResolvers<void>();
    this.#prepare = prepare;
    this.#onPulse = onPulse;
    this.#onUp = () => {
      resolve();
      onUp();
    };
    for (const client of [this.commands, this.listener]) client.connect().catch(() => undefined);
    try {
      await withDeadline(up, this.#timeoutMs, 'Redis does not answer.');
    } catch {
      this.#logger.error({ reason: this.#fault }, 'Redis is out of reach: starting without it, slower');
    }
  }

  /** Milliseconds of a round trip; throws while the link is down. */
  async ping(): Promise<number> {
    if (!this.#isUp) throw new Error(`Redis is out of reach: ${this.#fault}.`);
    const started = performance.now();
    await this.commands.ping();
    return performance.now() - started;
  }

  /** Lets commands that are under way finish, for a moment. */
  async close(): Promise<void> {
    clearInterval(this.#pulse);
    this.#turn += 1;
    this.#isUp = false;
    this.#onUp = () => undefined;
    await withDeadline(this.commands.quit(), 500, 'Redis does not answer.').catch(() => undefined);
    this.commands.disconnect();
    this.listener.disconnect();
  }

  #watch(client: Redis): Redis {
    client.on('ready', () => void this.#onReady());
    client.on('close', () => this.#onLoss());
    client.on('error', (error) => {
      this.#fault = error.message;
    });
    return client;
  }

  async #onReady(): Promise<void> {
    if (this.commands.status !== 'ready' || this.listener.status !== 'ready') return;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      await this.#prepare();
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      if (turn === this.#turn) this.listener.disconnect(true);
      return;
    }
    if (turn !== this.#turn) return;
    this.#isUp = true;
    this.#fault = 'the connection ended';
    this.#logger.info('Redis is connected');
    this.#onUp();
  }

  #onLoss(): void {
    this.#turn += 1;
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#logger.error({ reason: this.#fault }, 'Redis is lost: going on without it, slower');
  }

  /** An answer that does not come breaks the connection (`socketTimeout`), and so also ends what else waits on it. */
  #beat(): void {
    this.#onPulse();
    for (const client of [this.commands, this.listener]) {
      if (client.status === 'ready') client.ping().catch(() => undefined);
    }
  }
}

function connectionOptions(config: Config): RedisOptions {
  return {
    connectionName: 'parlance',
    lazyConnect: true,
    connectTimeout: config.REDIS_TIMEOUT_MS,
    commandTimeout: config.REDIS_TIMEOUT_MS,
    socketTimeout: config.REDIS_TIMEOUT_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    // Spread, so that a fleet does not come back in one instant.
    retryStrategy: (times) => Math.min(50 * 2 ** times, mostRetryMs) * (0.5 + Math.random() / 2),
  };
}
