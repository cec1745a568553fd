import type { DatabaseSession } from '../database/session.ts';
import type { ColumnType } from '../database-model.ts';
import { type FoundKey, type FoundTable, mostColumns, mostTables, type Structure } from './structure.ts';

/** Reads the schema of a SQLite file. Virtual tables are left out: they need code that this process does not load. */
export async function readSqlite(session: DatabaseSession): Promise<Structure> {
  const rows = await session.read(
    `select name, type from pragma_table_list
     where schema = 'main' and type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name limit ${mostTables}`,
  );
  const tables: FoundTable[] = [];
  const keys: FoundKey[] = [];
  for (const [name, kind] of rows as [string, 'table' | 'view'][]) {
    const table = await readTable(session, name, kind);
    if (table.columns.length > 0) tables.push(table);
    if (kind === 'table') keys.push(...(await readKeys(session, name)));
  }
  return { tables, keys: keys.map((key) => completeKey(key, tables)).filter((key) => key !== undefined) };
}

async function readTable(session: DatabaseSession, name: string, kind: 'table' | 'view'): Promise<FoundTable> {
  const unique = kind === 'table' ? await readUnique(session, name) : new Set<string>();
  const rows = await session.read('select name, type, "notnull", pk from pragma_table_xinfo(?) where hidden <> 1', [
    name,
  ]);
  const found = rows.slice(0, mostColumns) as [string, string, number, number][];
  const keyLength = found.filter(([, , , pk]) => pk > 0).length;
  return {
    schema: null,
    name,
    kind,
    comment: null,
    estimatedRows: null,
    isSampleable: false,
    columns: found.map(([column, native, notNull, pk]) => ({
      name: column,
      type: typeOf(native),
      nativeType: native || 'any',
      isNullable: notNull === 0 && pk === 0,
      isPrimaryKey: pk > 0,
      isUnique: (pk > 0 && keyLength === 1) || unique.has(column),
      comment: null,
    })),
  };
}

async function readUnique(session: DatabaseSession, table: string): Promise<Set<string>> {
  const rows = await session.read(
    `select min(i.name) from pragma_index_list(?) l join pragma_index_info(l.name) i
     where l."unique" = 1 and l.partial = 0 group by l.name having count(*) = 1`,
    [table],
  );
  return new Set(rows.map(([name]) => String(name)));
}

async function readKeys(session: DatabaseSession, name: string): Promise<FoundKey[]> {
  const rows = await session.read('select id, "table", "from", "to" from pragma_foreign_key_list(?) order by id, seq', [
    name,
  ]);
  const keys = new Map<number, FoundKey>();
  for (const [id, refTable, from, to] of rows as [number, string, string, string | null][]) {
    const key = keys.get(id) ?? {
      table: { schema: null, name },
      columns: [],
      refTable: { schema: null, name: refTable },
      refColumns: [],
    };
    key.columns.push(from);
    if (to !== null) key.refColumns.push(to);
    keys.set(id, key);
  }
  return [...keys.values()];
}

/** A key that names no columns means the primary key; names are compared without case, as SQLite does. */
function completeKey(key: FoundKey, tables: FoundTable[]): FoundKey | undefined {
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const [table, refTable] = [key.table, key.refTable].map(({ name }) => tables.find((known) => same(known.name, name)));
  if (!table || !refTable) return undefined;
  const primary = refTable.columns.filter(({ isPrimaryKey }) => isPrimaryKey).map(({ name }) => name);
  const wanted = key.refColumns.length > 0 ? key.refColumns : primary;
  const pick = (from: FoundTable, names: string[]) =>
    names.flatMap((name) => from.columns.filter((column) => same(column.name, name)).map((column) => column.name));
  const [columns, refColumns] = [pick(table, key.columns), pick(refTable, wanted)];
  return columns.length > 0 && columns.length === refColumns.length
    ? { table, columns, refTable, refColumns }
    : undefined;
}

/** SQLite keeps any value in any column; the declared type says what is meant (sqlite.org/datatype3.html, 3.1). */
function typeOf(native: string): ColumnType {
  const type = native.toUpperCase();
  if (/BOOL/.test(type)) return 'boolean';
  if (/DATETIME|TIMESTAMP/.test(type)) return 'timestamp';
  if (/^DATE/.test(type)) return 'date';
  if (/^TIME/.test(type)) return 'time';
  if (/JSON/.test(type)) return 'json';
  if (/INT/.test(type)) return 'integer';
  if (/CHAR|CLOB|TEXT|ENUM/.test(type) || type === '') return 'text';
  if (/BLOB|BINARY/.test(type)) return 'other';
  return /REAL|FLOA|DOUB|NUM|DEC|MONEY/.test(type) ? 'number' : 'text';
}
