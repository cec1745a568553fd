interface Roster {
  readonly userIds: Set<string>;
  /** Counts the changes, so that a missing one shows. */
  version: number;
  /** By the clock of `performance.now()`. */
  heardAt: number;
}

/** Who has a socket in which process, as the processes tell. A user is online while any process holds one. */
export class Rosters {
  readonly #rosters = new Map<string, Roster>();
  /** By user, in how many processes. */
  readonly #holders = new Map<string, number>();

  isOnline(userId: string): boolean {
    return this.#holders.has(userId);
  }

  /** The users of one process. */
  usersOf(process: string): ReadonlySet<string> {
    return this.#rosters.get(process)?.userIds ?? new Set();
  }

  /** Notes one change. Tells whether the user came or went with it, and whether all earlier changes of that process are known. */
  note(process: string, version: number, change: { userId: string; online: boolean }): { news: boolean; gap: boolean } {
    const roster = this.#hear(process);
    const gap = version !== roster.version + 1;
    roster.version = version;
    return { news: this.#set(roster, change.userId, change.online), gap };
  }

  /** Notes a sign of life; false when changes of that process are missing here. */
  noteLife(process: string, version: number): boolean {
    return this.#hear(process).version === version;
  }

  /** Takes a process's whole roster; returns who came or went with it. */
  replace(process: string, version: number, userIds: string[]): string[] {
    const roster = this.#hear(process);
    const present = new Set(userIds);
    roster.version = version;
    return [
      ...[...roster.userIds].filter((userId) => !present.has(userId) && this.#set(roster, userId, false)),
      ...userIds.filter((userId) => this.#set(roster, userId, true)),
    ];
  }

  /** Forgets processes that were silent for longer than `ms`, but `self`; returns who went with them. */
  forgetSilent(ms: number, self: string): string[] {
    const gone: string[] = [];
    for (const [process, { heardAt, version }] of this.#rosters) {
      if (process === self || performance.now() - heardAt < ms) continue;
      gone.push(...this.replace(process, version, []));
      this.#rosters.delete(process);
    }
    return gone;
  }

  #hear(process: string): Roster {
    const roster = this.#rosters.get(process) ?? { userIds: new Set(), version: 0, heardAt: 0 };
    roster.heardAt = performance.now();
    this.#rosters.set(process, roster);
    return roster;
  }

  #set({ userIds }: Roster, userId: string, online: boolean): boolean {
    if (userIds.has(userId) === online) return false;
    const held = (this.#holders.get(userId) ?? 0) + (online ? 1 : -1);
    if (online) userIds.add(userId);
    else userIds.delete(userId);
    if (held > 0) this.#holders.set(userId, held);
    else this.#holders.delete(userId);
    return online ? held === 1 : held === 0;
  }
}
