interface Entry {
  at: number;
  text: string;
  /** Who and what it is about: names of devices, ids. */
  about: readonly string[];
  isFault: boolean;
}

/** Something that must not be. */
export interface Violation {
  what: string;
  /** What happened to those concerned, and which faults were around. */
  history: string[];
}

const kept = 50_000;
const entriesShown = 16;
const faultsShown = 8;

/** What happened in a run, and what must not have. */
export class History {
  readonly violations: Violation[] = [];
  readonly counts = new Map<string, number>();
  readonly #entries: Entry[] = [];
  readonly #started = performance.now();
  readonly #known = new Set<string>();

  note(text: string, ...about: string[]): void {
    this.#add({ at: this.elapsed(), text, about, isFault: false });
  }

  /** A fault, or the end of one. */
  fault(text: string): void {
    this.#add({ at: this.elapsed(), text, about: [], isFault: true });
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** Records a violation once, with the entries about these names or ids. */
  violation(what: string, ...about: string[]): void {
    if (this.#known.has(what)) return;
    this.#known.add(what);
    this.violations.push({ what, history: this.#excerpt(new Set(about)) });
  }

  /** Seconds since the start. */
  elapsed(): number {
    return (performance.now() - this.#started) / 1_000;
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * kept) this.#entries.splice(0, kept);
  }

  #excerpt(about: ReadonlySet<string>): string[] {
    const concerned = this.#entries.filter((entry) => entry.about.some((one) => about.has(one))).slice(-entriesShown);
    const since = (concerned[0]?.at ?? this.elapsed()) - 10;
    const faults = this.#entries.filter((entry) => entry.isFault && entry.at >= since);
    const shown = new Set([...concerned, ...faults.slice(0, faultsShown), ...faults.slice(-faultsShown)]);
    return [...shown].sort((a, b) => a.at - b.at).map(({ at, text }) => `${at.toFixed(2).padStart(8)} s  ${text}`);
  }
}
