import type { Client } from 'pg';
import type {
  ColumnModel,
  ColumnType,
  DatabaseModel,
  FindValues,
  JoinModel,
  TableModel,
  ValueHit,
} from '../../connections/index.ts';

const threshold = 100;

interface ColumnRow {
  table_name: string;
  column_name: string;
  data_type: string;
  is_nullable: string;
  comment: string | null;
}

/** The model of a small database, measured exactly. */
export async function introspect(client: Client): Promise<DatabaseModel> {
  const { rows } = await client.query<ColumnRow>(`
    SELECT c.table_name, c.column_name, c.data_type, c.is_nullable, col_description(format('%I.%I', c.table_schema, c.table_name)::regclass, c.ordinal_position) AS comment
    FROM information_schema.columns c WHERE c.table_schema = 'public' ORDER BY c.table_name, c.ordinal_position`);
  const keys = await readKeys(client);
  const tables = new Map<string, TableModel>();
  for (const row of rows) {
    const table = tables.get(row.table_name) ?? (await emptyTable(client, row.table_name));
    tables.set(row.table_name, table);
    table.columns.push(await measureColumn(client, row, keys));
  }
  return { dialect: 'postgresql', tables: [...tables.values()], joins: keys.joins, metrics: [] };
}

interface Keys {
  primary: Set<string>;
  unique: Set<string>;
  joins: JoinModel[];
}

async function readKeys(client: Client): Promise<Keys> {
  const { rows } = await client.query<{
    contype: string;
    tab: string;
    cols: string[];
    ref: string | null;
    ref_cols: string[] | null;
  }>(`
    SELECT k.contype, t.relname AS tab, r.relname AS ref,
      (SELECT array_agg(a.attname::text ORDER BY x.n) FROM unnest(k.conkey) WITH ORDINALITY x(num, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num) AS cols,
      (SELECT array_agg(a.attname::text ORDER BY x.n) FROM unnest(k.confkey) WITH ORDINALITY x(num, n) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.num) AS ref_cols
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid LEFT JOIN pg_class r ON r.oid = k.confrelid
    WHERE k.connamespace = 'public'::regnamespace`);
  const keys: Keys = { primary: new Set(), unique: new Set(), joins: [] };
  for (const { contype, tab, cols, ref, ref_cols } of rows) {
    if (contype === 'p') for (const column of cols) keys.primary.add(`${tab}.${column}`);
    if (contype === 'u' && cols.length === 1) keys.unique.add(`${tab}.${cols[0]}`);
    if (contype === 'f' && ref && ref_cols)
      keys.joins.push({
        table: `public.${tab}`,
        columns: cols,
        refTable: `public.${ref}`,
        refColumns: ref_cols,
        origin: 'key',
      });
  }
  return keys;
}

async function emptyTable(client: Client, name: string): Promise<TableModel> {
  const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM public."${name}"`);
  return {
    schema: 'public',
    name,
    kind: 'table',
    comment: null,
    description: null,
    synonyms: [],
    rowCount: Number(rows[0]?.n),
    hidden: false,
    columns: [],
  };
}

async function measureColumn(client: Client, row: ColumnRow, keys: Keys): Promise<ColumnModel> {
  const [table, column] = [`public."${row.table_name}"`, `"${row.column_name}"`];
  const stats = await client.query(
    `SELECT count(DISTINCT ${column}) AS d, count(*) FILTER (WHERE ${column} IS NULL) AS n FROM ${table}`,
  );
  const distinctCount = Number(stats.rows[0].d);
  const type = typeOf(row.data_type);
  const sensitive = /mail|phone|first_name|last_name|card|password|ssn/.test(row.column_name);
  const categorical = !sensitive && type === 'text' && distinctCount <= threshold;
  const values = categorical
    ? await client.query<{ value: string; count: string }>(
        `SELECT ${column} AS value, count(*) AS count FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC`,
      )
    : null;
  const id = `${row.table_name}.${row.column_name}`;
  return {
    name: row.column_name,
    type,
    nativeType: row.data_type,
    nullable: row.is_nullable === 'YES',
    isPrimaryKey: keys.primary.has(id),
    isUnique: keys.unique.has(id),
    comment: row.comment,
    description: null,
    synonyms: [],
    distinctCount,
    nullCount: Number(stats.rows[0].n),
    values: values ? values.rows.map(({ value, count }) => ({ value, count: Number(count) })) : null,
    samples: [],
    min: null,
    max: null,
    strategy: categorical ? 'categorical' : 'skip',
    sensitive,
    hidden: false,
  };
}

function typeOf(native: string): ColumnType {
  if (/^(bigint|integer|smallint)$/.test(native)) return 'integer';
  if (/^(numeric|real|double precision|money)$/.test(native)) return 'number';
  if (/char|text|uuid/.test(native)) return 'text';
  if (native === 'date') return 'date';
  if (native.startsWith('timestamp')) return 'timestamp';
  if (native.startsWith('time')) return 'time';
  return native === 'boolean' ? 'boolean' : native.startsWith('json') ? 'json' : 'other';
}

/** Looks phrases up in the text columns that are neither sensitive nor listed in the model. */
export function valueFinder(client: Client, model: DatabaseModel): FindValues {
  return async (phrases) => {
    const hits: ValueHit[] = [];
    for (const table of model.tables) {
      for (const column of table.columns.filter((one) => one.type === 'text' && !one.values && !one.sensitive)) {
        const { rows } = await client.query<{ value: string }>(
          `SELECT DISTINCT "${column.name}" AS value FROM public."${table.name}" WHERE lower("${column.name}") = ANY($1)`,
          [phrases.map((phrase) => phrase.toLowerCase())],
        );
        for (const { value } of rows)
          hits.push({ phrase: value, table: `public.${table.name}`, column: column.name, value, score: 1 });
      }
    }
    return hits;
  };
}
