import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CheckedStatement } from '../guard/checked-statement.ts';
import { DatabaseFault } from './database-fault.ts';
import type { DatabaseSession, StatementLimits, StatementResult } from './session.ts';
import type { ChildAnswer, ChildQuestion } from './sqlite-messages.ts';

const program = new URL('./sqlite-child.ts', import.meta.url);
const serverFolder = fileURLToPath(new URL('../../../', import.meta.url));
/** Of our own statements, which bound themselves. */
const ownLimits = { maxRows: 100_000, maxBytes: 32 * 1024 * 1024 };

/**
 * Reads a SQLite file in a process of its own, which may read that file and nothing else, and which is killed when a statement
 * takes too long and at the end. Throws `DatabaseFault`.
 */
export async function withSqlite<T>(
  path: string,
  signal: AbortSignal,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const session = new SqliteSession(path);
  const close = () => void session.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await session.introduce();
    return await work(session);
  } finally {
    signal.removeEventListener('abort', close);
    await session.close();
  }
}

/** A running reader, and the moment it is gone. */
interface Reader {
  child: ChildProcess;
  ended: Promise<void>;
}

function start(path: string): Reader {
  const child = fork(program, [path], {
    // Nothing of ours is in its environment, and Node's own permissions keep it from other files, processes and threads.
    env: {},
    execArgv: [
      '--permission',
      `--allow-fs-read=${path}`,
      `--allow-fs-read=${serverFolder}*`,
      '--max-old-space-size=256',
      '--disable-warning=ExperimentalWarning',
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  return { child, ended };
}

class SqliteSession implements DatabaseSession {
  readonly dialect = 'sqlite';
  serverVersion = '';
  readonly #path: string;
  #reader: Reader;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    this.#reader = start(path);
  }

  /** Finds out whether the file is a database at all. */
  async introduce(): Promise<void> {
    await this.read('select count(*) from sqlite_master');
    this.serverVersion = `SQLite ${process.versions.sqlite ?? ''}`.trim();
  }

  isOpen(): boolean {
    return !this.#closed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reader.child.kill('SIGKILL');
    await this.#reader.ended;
  }

  async read(sql: string, params: (string | number)[] = [], { timeoutMs = 10_000 } = {}): Promise<unknown[][]> {
    return (await this.#ask({ sql, params, ...ownLimits }, timeoutMs)).data;
  }

  async run({ text, readable }: CheckedStatement, limits: StatementLimits): Promise<StatementResult> {
    const { maxRows, maxBytes, timeoutMs } = limits;
    return this.#ask({ sql: text, params: [], readable, maxRows, maxBytes }, timeoutMs);
  }

  async #ask(question: ChildQuestion, timeoutMs: number): Promise<StatementResult> {
    // Killed by its last question; the file is the same.
    if (!this.#closed && this.#reader.child.killed) this.#reader = start(this.#path);
    const { child } = this.#reader;
    const { promise, resolve, reject } = Promise.withResolvers<ChildAnswer>();
    const onExit = () =>
      reject(new DatabaseFault('lost', 'Reading the file broke off: it may be damaged, or the question too large.'));
    const timer = setTimeout(() => {
      reject(new DatabaseFault('timeout', 'The database took too long to answer.'));
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('message', resolve).once('exit', onExit);
    try {
      if (child.connected) child.send(question);
      else onExit();
      const answer = await promise;
      if (!answer.ok) throw explainSqlite(answer.message);
      const { columns, data, truncated } = answer;
      return { columns, data, truncated };
    } finally {
      clearTimeout(timer);
      child.off('message', resolve).off('exit', onExit);
    }
  }
}

function explainSqlite(message: string): DatabaseFault {
  if (/not authorized|prohibited/.test(message)) {
    return new DatabaseFault(
      'refused',
      'This statement is not one that may run here: it reads or calls what it may not.',
    );
  }
  if (/not a database|malformed|disk image|unable to open|file is encrypted/.test(message)) {
    return new DatabaseFault('unreachable', 'The file is not a SQLite database, or is damaged.');
  }
  if (/string or blob too big|out of memory/.test(message)) {
    return new DatabaseFault('too_large', 'The answer is too large to be shown; ask for fewer columns or rows.');
  }
  return new DatabaseFault('statement', `The database says: ${message.slice(0, 300)}`);
}
