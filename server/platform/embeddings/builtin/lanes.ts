import { EmbeddingError, type EmbeddingKind, type EmbedOptions } from '../embeddings.ts';

/** What waits: one text of one call. */
interface Waiting {
  text: string;
  kind: EmbeddingKind;
  signal: AbortSignal;
  resolve: (vector: Float32Array) => void;
  reject: (reason: unknown) => void;
  tries: number;
}

interface LanesOptions {
  run: (texts: string[]) => Promise<Float32Array[]>;
  /** Texts that may wait in each lane. */
  capacity: number;
}

/** Texts of one turn: so few letters that a question waits for about a fifth of a second at most. */
const turnLetters = 1_200;
const turnTexts = 8;
/** A text at which the model died is tried once more: it may have been another one's fault, or the memory's. */
const tries = 2;

/** Two queues before one worker: questions first, always; passages in the turns between them. */
export class Lanes {
  readonly #run: LanesOptions['run'];
  readonly #capacity: number;
  readonly #lanes: Record<EmbeddingKind, Waiting[]> = { query: [], passage: [] };
  #working = false;
  #closed = false;

  constructor({ run, capacity }: LanesOptions) {
    this.#run = run;
    this.#capacity = capacity;
  }

  /** Throws `busy` where too much waits already, and the reason of `signal`. */
  async add(texts: string[], { kind, signal }: EmbedOptions): Promise<Float32Array[]> {
    signal.throwIfAborted();
    const lane = this.#lanes[kind];
    if (this.#closed) throw new EmbeddingError('closed', 'The server is shutting down.');
    if (lane.length > 0 && lane.length + texts.length > this.#capacity)
      throw new EmbeddingError('busy', 'Too many texts wait for the embedding model; try again in a moment.');
    const answers = texts.map((text) => {
      const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
      lane.push({ text, kind, signal, resolve, reject, tries: 0 });
      return promise;
    });
    void this.#work();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([Promise.all(answers), aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Rejects everything that waits. */
  close(): void {
    this.#closed = true;
    for (const lane of Object.values(this.#lanes)) {
      for (const { reject } of lane.splice(0)) reject(new EmbeddingError('closed', 'The server is shutting down.'));
    }
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let turn = this.#nextTurn(); turn.length > 0; turn = this.#nextTurn()) await this.#runTurn(turn);
    this.#working = false;
  }

  #nextTurn(): Waiting[] {
    const lane = this.#lanes.query.length > 0 ? this.#lanes.query : this.#lanes.passage;
    const turn: Waiting[] = [];
    let letters = 0;
    while (turn.length < turnTexts) {
      const next = lane[0];
      if (!next || (turn.length > 0 && letters + next.text.length > turnLetters)) break;
      lane.shift();
      if (next.signal.aborted) next.reject(next.signal.reason);
      // A text that failed goes alone, so that it takes no other down.
      else if (next.tries > 0 && turn.length > 0) {
        lane.unshift(next);
        break;
      } else {
        turn.push(next);
        letters += next.text.length;
        if (next.tries > 0) break;
      }
    }
    return turn;
  }

  async #runTurn(turn: Waiting[]): Promise<void> {
    try {
      const vectors = await this.#run(turn.map(({ text }) => text));
      for (const [index, { resolve }] of turn.entries()) resolve(vectors[index] ?? new Float32Array());
    } catch (error) {
      for (const waiting of turn.reverse()) {
        waiting.tries += 1;
        if (waiting.tries >= tries || this.#closed) waiting.reject(error);
        else this.#lanes[waiting.kind].unshift(waiting);
      }
    }
  }
}
