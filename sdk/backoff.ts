/** How long to wait between attempts. */
export interface Backoff {
  /** The longest wait before the second attempt, in milliseconds. */
  baseMs: number;
  /** No wait is longer. */
  capMs: number;
}

/**
 * Milliseconds to wait after `attempt` failures (the first is 1): exponential with full jitter, so that many clients
 * that lost the same server don't come back in step. What the server asked for with `Retry-After` is the least.
 */
export function backoffMs(attempt: number, { baseMs, capMs }: Backoff, random: () => number, retryAfterMs = 0): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return retryAfterMs + Math.round(random() * ceiling);
}
