import { readFile } from 'node:fs/promises';
import { Client, types } from 'pg';
import { type Rows, sameResult } from '../../../server/modules/ask-db/engine/testing/same-result.ts';
import { asksForOrder, type Question } from './questions.ts';

/** Dates as the database writes them: a driver would move them to the time zone of this machine. */
const asWritten = new Set<number>([types.builtins.DATE, types.builtins.TIMESTAMP, types.builtins.TIMESTAMPTZ]);
const parsers = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    asWritten.has(id) ? (value: string) => value : types.getTypeParser(id, format),
};

/** A dump loaded into a database of its own, with the answers that its gold SQL gives. */
export class GoldDatabase {
  readonly url: string;
  private readonly client: Client;
  private readonly admin: Client;
  private readonly name: string;

  private constructor(server: string, name: string) {
    this.name = name;
    this.admin = new Client({ connectionString: server });
    const target = new URL(server);
    target.pathname = `/${name}`;
    this.url = target.href;
    this.client = new Client({ connectionString: target.href });
  }

  static async load(server: string, db: string, dump: string): Promise<GoldDatabase> {
    const database = new GoldDatabase(server, `eval_${db}_${process.pid}`);
    await database.admin.connect();
    await database.admin.query(`CREATE DATABASE "${database.name}"`);
    await database.client.connect();
    await database.client.query(await readFile(dump, 'utf8'));
    await database.client.query('SET search_path TO public');
    return database;
  }

  /** Whether the rows are those of any of the gold queries. */
  async agrees(question: Question, ours: Rows): Promise<boolean> {
    for (const sql of question.gold_variants) {
      const gold = await this.rows(sql);
      if (gold && sameResult(gold, ours, asksForOrder(question.question))) return true;
    }
    return false;
  }

  /** Ends the connections and removes the database. */
  async drop(): Promise<void> {
    await this.client.end();
    await this.admin.query(`DROP DATABASE "${this.name}" WITH (FORCE)`);
    await this.admin.end();
  }

  private async rows(sql: string): Promise<Rows | null> {
    try {
      return (await this.client.query<unknown[]>({ text: sql, rowMode: 'array', types: parsers })).rows;
    } catch (error) {
      console.error(`A gold query fails: ${error instanceof Error ? error.message : error}: ${sql}`);
      return null;
    }
  }
}
