import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { ColumnModel, ColumnType, DatabaseModel, JoinModel, TableModel } from '../../../connections/index.ts';
import { quoteIdentifier } from '../sql/dialect.ts';

/** A SQLite database in memory with the model that an analysis would make of it. */
export class TestDatabase {
  readonly model: DatabaseModel;
  private readonly database = new DatabaseSync(':memory:');

  constructor(schema: string) {
    this.database.exec(schema);
    const names = this.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map(([name]) => String(name));
    const joins = names.flatMap((name) => this.joinsOf(name));
    this.model = { dialect: 'sqlite', tables: names.map((name) => this.table(name)), joins, metrics: [] };
  }

  /** Runs a statement; rows as arrays in the order of the columns. */
  rows(sql: string): SQLOutputValue[][] {
    return this.database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row));
  }

  close(): void {
    this.database.close();
  }

  private table(name: string): TableModel {
    const rowCount = Number(this.rows(`SELECT count(*) FROM "${name}"`)[0]?.[0]);
    const columns = this.rows(`PRAGMA table_info("${name}")`).map((info) => this.column(name, info));
    return {
      schema: null,
      name,
      kind: 'table',
      comment: null,
      description: null,
      synonyms: [],
      rowCount,
      hidden: false,
      columns,
    };
  }

  private column(table: string, [, column, declared, notNull, , key]: SQLOutputValue[]): ColumnModel {
    const [name, nativeType] = [String(column), String(declared)];
    const quoted = quoteIdentifier(name);
    const type = typeOf(nativeType);
    const stats = this.rows(`SELECT count(DISTINCT ${quoted}), count(*) - count(${quoted}) FROM "${table}"`)[0] ?? [];
    const sensitive = /email|phone/.test(name);
    const values =
      type === 'text' && !sensitive
        ? this.rows(`SELECT ${quoted}, count(*) FROM "${table}" WHERE ${quoted} IS NOT NULL GROUP BY 1`)
        : null;
    return {
      name,
      type,
      nativeType,
      nullable: notNull === 0,
      isPrimaryKey: Number(key) > 0,
      isUnique: false,
      comment: null,
      description: null,
      synonyms: [],
      distinctCount: Number(stats[0]),
      nullCount: Number(stats[1]),
      values: values?.map(([value, count]) => ({ value: String(value), count: Number(count) })) ?? null,
      samples: [],
      min: null,
      max: null,
      strategy: values ? 'categorical' : 'skip',
      sensitive,
      hidden: false,
    };
  }

  private joinsOf(table: string): JoinModel[] {
    return this.rows(`PRAGMA foreign_key_list("${table}")`).map(([, , refTable, column, refColumn]) => ({
      table,
      columns: [String(column)],
      refTable: String(refTable),
      refColumns: [String(refColumn)],
      origin: 'key',
    }));
  }
}

function typeOf(native: string): ColumnType {
  const types: Record<string, ColumnType> = {
    INTEGER: 'integer',
    REAL: 'number',
    DATE: 'date',
    TIMESTAMP: 'timestamp',
    BOOLEAN: 'boolean',
  };
  return types[native] ?? 'text';
}
