import type { History } from './history.ts';

/** A message as it was sent. */
export interface Sent {
  readonly key: string;
  readonly device: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly text: string;
  /** Through the outbox of a replica, which keeps the order and sends for as long as it takes; or by a request alone. */
  readonly through: 'outbox' | 'request';
  /** What the server said of it. */
  ack: Acknowledgement | null;
}

/** As the server tells the place of a message. */
export interface Acknowledgement {
  readonly id: string;
  readonly conversation_id: string;
  readonly seq: number;
}

interface Change {
  /** What was acknowledged last. */
  settled: string | undefined;
  /** What may have happened, at once or late: the server never said. */
  readonly open: Set<string>;
  busy: boolean;
}

/** What devices were told by servers: the promises that a run is measured by. */
export class Ledger {
  readonly sends = new Map<string, Sent>();
  readonly #changes = new Map<string, Change>();
  readonly #history: History;
  #early = new Map<string, Acknowledgement>();

  constructor(history: History) {
    this.#history = history;
  }

  get acknowledged(): number {
    return this.sends.values().reduce((count, { ack }) => count + (ack === null ? 0 : 1), 0);
  }

  sent(sent: Omit<Sent, 'ack'>): void {
    const { key, device, conversationId, text, through } = sent;
    this.sends.set(key, { ...sent, ack: null });
    this.#history.note(`${device} sends ${key} "${text}" by ${through} to ${conversationId}`, key, device);
    const early = this.#early.get(key);
    if (early) this.acknowledge(key, early);
  }

  /** A device heard from a server that a message is kept. */
  acknowledge(key: string, ack: Acknowledgement): void {
    const sent = this.sends.get(key);
    if (sent === undefined) {
      this.#early.set(key, ack);
      return;
    }
    const { id, conversation_id, seq } = ack;
    this.#history.note(`${sent.device} hears that ${key} is ${id} with seq ${seq}`, key, sent.device);
    if (sent.ack === null) sent.ack = { id, conversation_id, seq };
    else if (sent.ack.id !== id || sent.ack.seq !== seq) {
      this.#history.violation(`${key} was acknowledged as ${sent.ack.id} (${sent.ack.seq}) and ${id} (${seq})`, key);
    }
  }

  /**
   * Makes a change that only one actor makes at a time; skips it while another is under way. `work` resolves with the
   * number of requests it took: an earlier one of several may still come true late.
   */
  async change(subject: string, value: string, work: () => Promise<number>): Promise<void> {
    const change = this.#changes.get(subject) ?? { settled: undefined, open: new Set(), busy: false };
    this.#changes.set(subject, change);
    if (change.busy) return;
    change.busy = true;
    try {
      const requests = await work();
      change.settled = value;
      if (requests > 1) change.open.add(value);
      this.#history.note(`${subject} = ${value}`, subject);
    } catch (error) {
      change.open.add(value);
      this.#history.note(`${subject} = ${value}? ${error instanceof Error ? error.message : error}`, subject);
    } finally {
      change.busy = false;
    }
  }

  /** Every value the subject may have now. */
  possible(subject: string, initial: string): Set<string> {
    const change = this.#changes.get(subject);
    return new Set([change?.settled ?? initial, ...(change?.open ?? [])]);
  }
}
