import { setTimeout as sleep } from 'node:timers/promises';
import type { Stats } from '@parlance/contracts';
import { createClient, type ParlanceClient } from '@parlance/sdk';
import type { Dice } from './dice.ts';
import type { History } from './history.ts';
import type { MailSink } from './mail-sink.ts';

interface ResetContext {
  url: string;
  password: string;
  history: History;
  dice: Dice;
  mails: MailSink;
}

/** A job whose worker was killed is given to another within a minute and a half. */
const jobsSeconds = 150;

/** Jobs that one can count from outside: each asks for the mail of an account of its own, once. */
export class Resets {
  readonly #context: ResetContext;
  readonly #client: ParlanceClient;
  readonly #accounts: string[] = [];
  /** Addresses, and whether the server said that it will send the mail. */
  readonly #asked = new Map<string, boolean>();

  constructor(context: ResetContext) {
    this.#context = context;
    this.#client = createClient({ baseUrl: context.url, timeoutMs: 8_000 });
  }

  /** Signs someone up, and asks for a mail, until it is told to stop. */
  async ask(signal: AbortSignal, meanPauseMs: number): Promise<void> {
    const { dice } = this.#context;
    while (!signal.aborted) {
      await sleep(dice.between(0, 2 * meanPauseMs));
      await this.#askOnce(crypto.randomUUID());
    }
  }

  /**
   * Waits until every job has run to its end: each promised mail has come at least once, nothing waits and nothing failed
   * for good. Exactly once nobody can promise who hands mails to another server; repeats are counted.
   */
  async check(administrator: ParlanceClient): Promise<void> {
    const { history } = this.#context;
    const deadline = history.elapsed() + jobsSeconds;
    let jobs = await this.#countJobs(administrator);
    while ((this.#missing().length > 0 || (jobs['reset-mail'] ?? 0) > 0) && history.elapsed() < deadline) {
      await sleep(250);
      jobs = await this.#countJobs(administrator);
    }
    for (const email of this.#missing()) history.violation(`the promised mail to ${email} never came`, email);
    for (const queue of ['reset-mail', 'dead-letters']) {
      if ((jobs[queue] ?? 0) > 0) history.violation(`${jobs[queue]} jobs are left in ${queue}`);
    }
    const unasked = [...this.#context.mails.received.keys()].filter((email) => !this.#asked.has(email));
    if (unasked.length > 0) history.violation(`mails came that nobody asked for: ${unasked.join(', ')}`);
    await this.#checkAccounts();
  }

  /** What became of them, in one line. */
  describe(): string {
    const promised = this.#asked.values().reduce((count, isPromised) => count + (isPromised ? 1 : 0), 0);
    const { received } = this.#context.mails;
    const repeated = received.values().reduce((sum, times) => sum + times - 1, 0);
    return `${promised} promised, ${this.#missing().length} missing, ${received.size} people got one, ${repeated} repeats`;
  }

  #missing(): string[] {
    const { received } = this.#context.mails;
    return [...this.#asked].flatMap(([email, isPromised]) => (isPromised && !received.has(email) ? [email] : []));
  }

  async #countJobs(administrator: ParlanceClient): Promise<Record<string, number>> {
    const token = await administrator.session.accessToken();
    const response = await fetch(`${this.#context.url}/v1/system/stats`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`No statistics: ${response.status} ${await response.text()}`);
    return ((await response.json()) as Stats).jobs;
  }

  async #askOnce(id: string): Promise<void> {
    const { history, password } = this.#context;
    const email = `${id}@example.org`;
    try {
      await this.#client.auth.signup({ username: id, password, email });
      this.#accounts.push(id);
      this.#asked.set(email, false);
      history.note(`asks for the mail to ${email}`, email);
      await this.#client.auth.forgotPassword(email);
      this.#asked.set(email, true);
      history.note(`is promised the mail to ${email}`, email);
    } catch (error) {
      history.note(`is not promised the mail to ${email}: ${error}`, email);
    }
  }

  /** Whether someone who was told that the account exists can sign in to it: the newest and some others. */
  async #checkAccounts(): Promise<void> {
    const { history, password, dice } = this.#context;
    const checked = new Set([
      ...this.#accounts.slice(-5),
      ...Array.from({ length: 5 }, () => dice.pick(this.#accounts)),
    ]);
    for (const username of checked) {
      if (username === undefined) continue;
      await this.#client.auth
        .login({ username, password })
        .catch((error: unknown) => history.violation(`the account ${username} is gone: ${error}`, username));
    }
  }
}
