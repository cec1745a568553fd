import type { Clock } from '../clock.ts';

interface Timer {
  at: number;
  action: () => void;
}

/** A clock that a test moves. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-11-21T09:00:00.000Z');
  #timers: Timer[] = [];
  #arrivals: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    for (const arrived of this.#arrivals.splice(0)) arrived();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How long each timer that waits still has, the shortest first. */
  get waits(): number[] {
    return this.#timers.map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** Resolves when a timer waits whose remaining time fits. */
  async untilWaiting(fits: (ms: number) => boolean): Promise<void> {
    while (!this.waits.some(fits)) await new Promise<void>((resolve) => this.#arrivals.push(resolve));
  }

  /** Lets time pass; timers run in their order, those they start included. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.action();
    }
    this.#now = end;
  }
}
