import type { Clock } from './clock.ts';
import type { Applied } from './state.ts';

/** A log as its follower sees it. */
export interface FollowedLog<Event> {
  clock: Clock;
  /** Up to where it was applied; undefined where there is nothing to apply it to. */
  position(): number | undefined;
  /** Applies one event, ignores it, or finds that events before it are missing. */
  apply(event: Event): Applied<unknown>['outcome'];
  /** Asks for all events after `position`; false where that can't be done now. */
  ask(position: number): boolean;
}

/** Events that wait for those before them. More come again with the replay. */
const mostEarly = 500;
/** How long a replay may take before it is asked for again. */
const replayWithinMs = 5_000;

/** Brings the events of one log in order: drops what is known, keeps what is early, asks for what is missing. */
export class LogFollower<Event extends { seq: number }> {
  readonly #log: FollowedLog<Event>;
  readonly #early = new Map<number, Event>();
  #wanted = false;
  #asking = false;
  #cancelTimer: () => void = () => {};

  constructor(log: FollowedLog<Event>) {
    this.#log = log;
  }

  /** Takes the next event that arrived. */
  offer(event: Event): void {
    if (this.#log.apply(event) === 'gap') {
      if (this.#early.size < mostEarly) this.#early.set(event.seq, event);
      this.askIfMissing();
    } else {
      this.#catchUp();
    }
  }

  /** The log now stands elsewhere: go on from there, and ask for what came since even if nothing seems missing. */
  restart(): void {
    this.disconnected();
    this.#catchUp();
    this.#wanted = true;
    this.askIfMissing();
  }

  /** Asks for what is missing, once at a time. To be called too when asking becomes possible. */
  askIfMissing(): void {
    const position = this.#log.position();
    const isMissing = this.#wanted || this.#early.size > 0;
    if (!isMissing || this.#asking || position === undefined || !this.#log.ask(position)) return;
    this.#wanted = false;
    this.#asking = true;
    this.#cancelTimer = this.#log.clock.after(replayWithinMs, () => {
      this.#asking = false;
      this.askIfMissing();
    });
  }

  /** Nothing that was asked for will come any more. */
  disconnected(): void {
    this.#cancelTimer();
    this.#asking = false;
    this.#wanted = false;
  }

  #catchUp(): void {
    if (this.#early.size === 0) return;
    const position = this.#log.position() ?? 0;
    for (const seq of this.#early.keys()) if (seq <= position) this.#early.delete(seq);
    for (let next = this.#takeAfterPosition(); next !== undefined; next = this.#takeAfterPosition()) {
      this.#log.apply(next);
    }
    if (this.#early.size > 0) return;
    this.#cancelTimer();
    this.#asking = false;
  }

  #takeAfterPosition(): Event | undefined {
    const seq = (this.#log.position() ?? 0) + 1;
    const event = this.#early.get(seq);
    this.#early.delete(seq);
    return event;
  }
}
