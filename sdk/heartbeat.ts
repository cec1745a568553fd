import type { Clock } from './clock.ts';

/** What a heartbeat watches over. */
export interface HeartbeatOptions {
  clock: Clock;
  /** Silence this long is answered with a ping. */
  intervalMs: number;
  ping: () => void;
  /** Called once, when a ping stayed without any answer. */
  dead: () => void;
}

const longestPongMs = 10_000;

/** Notices a connection that died without saying so, as they do when a laptop sleeps or a phone changes networks. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  /** Frames received, so that "anything since?" needs no fine clock. */
  #heard = 0;
  #heardAt: number;
  #cancel: () => void = () => {};

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#heardAt = options.clock.now();
    this.#watch();
  }

  /** To be called with every frame that arrives. */
  heard(): void {
    this.#heard += 1;
    this.#heardAt = this.#options.clock.now();
  }

  /** Asks for a sign of life now. */
  probe(): void {
    const { clock, intervalMs, ping, dead } = this.#options;
    const before = this.#heard;
    this.#cancel();
    ping();
    this.#cancel = clock.after(Math.min(intervalMs, longestPongMs), () => {
      if (this.#heard === before) dead();
      else this.#watch();
    });
  }

  stop(): void {
    this.#cancel();
  }

  #watch(): void {
    const { clock, intervalMs } = this.#options;
    const silence = clock.now() - this.#heardAt;
    this.#cancel = clock.after(Math.max(0, intervalMs - silence), () => {
      if (clock.now() - this.#heardAt >= intervalMs) this.probe();
      else this.#watch();
    });
  }
}
