/** Functions to call when something happens. One that throws doesn't keep the others from being called. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Adds a listener; the answer takes it away. */
  add(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  get size(): number {
    return this.#listeners.size;
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        // The fault is the listener's own: it is reported where uncaught errors go, and the replica stays whole.
        reportError(error);
      }
    }
  }
}

function reportError(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
