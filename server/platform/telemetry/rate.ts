/** Counts how often something happened within the last seconds; costs an addition per occurrence and no timer. */
export interface Rate {
  count(): void;
  /** Occurrences per second, over the whole window. */
  perSecond(): number;
}

/** A rate over the last `seconds` whole seconds; `now` is in milliseconds. */
export function createRate(seconds: number, now: () => number = Date.now): Rate {
  const counts = new Array<number>(seconds).fill(0);
  let latest = Math.floor(now() / 1_000);
  // Empties the seconds that went by since the last look.
  const advance = (): void => {
    const current = Math.floor(now() / 1_000);
    const passed = Math.min(seconds, current - latest);
    for (let step = 1; step <= passed; step++) counts[(latest + step) % seconds] = 0;
    latest = Math.max(latest, current);
  };
  return {
    count: () => {
      advance();
      const slot = latest % seconds;
      counts[slot] = (counts[slot] ?? 0) + 1;
    },
    perSecond: () => {
      advance();
      return counts.reduce((sum, count) => sum + count, 0) / seconds;
    },
  };
}
