import type { DatabaseSession } from '../database/session.ts';
import type { ColumnType } from '../database-model.ts';
import {
  type FoundColumn,
  type FoundKey,
  type FoundTable,
  mostColumns,
  mostTables,
  type Structure,
} from './structure.ts';

const options = { timeoutMs: 20_000 };

/** Reads what the login may read: tables, views, columns, comments and keys. Not PostgreSQL's own, nor what extensions brought. */
export async function readPostgres(session: DatabaseSession): Promise<Structure> {
  const tables = new Map<string, FoundTable>();
  for (const row of await session.read(tablesQuery, [], options)) {
    const [id, schema, name, kind, comment, estimate] = row as [string, string, string, string, string | null, number];
    tables.set(id, {
      schema,
      name,
      kind: kind === 'v' || kind === 'm' ? 'view' : 'table',
      comment,
      estimatedRows: estimate >= 0 ? estimate : null,
      isSampleable: kind === 'r' || kind === 'm' || kind === 'p',
      columns: [],
    });
  }
  const ids = `{${[...tables.keys()].join(',')}}`;
  const { unique, keys } = await readConstraints(session, ids, tables);
  for (const row of await session.read(columnsQuery, [ids], options)) {
    const [id, name, native, base, category, notNull, comment] = row as [
      string,
      string,
      string,
      string,
      string,
      boolean,
      string | null,
    ];
    const table = tables.get(id);
    if (!table || table.columns.length >= mostColumns) continue;
    const column: FoundColumn = {
      name,
      type: typeOf(base, category),
      nativeType: native,
      isNullable: !notNull,
      isPrimaryKey: unique.has(`p ${id} ${name}`),
      isUnique: unique.has(`u ${id} ${name}`),
      comment,
    };
    table.columns.push(column);
  }
  return { tables: [...tables.values()].filter(({ columns }) => columns.length > 0), keys };
}

async function readConstraints(
  session: DatabaseSession,
  ids: string,
  tables: Map<string, FoundTable>,
): Promise<{ unique: Set<string>; keys: FoundKey[] }> {
  const unique = new Set<string>();
  const keys: FoundKey[] = [];
  for (const row of await session.read(constraintsQuery, [ids], options)) {
    const [kind, id, columns, refId, refColumns] = row as [string, string, string[], string | null, string[] | null];
    const [table, refTable] = [tables.get(id), tables.get(refId ?? '')];
    if (kind === 'f' && table && refTable && refColumns) keys.push({ table, columns, refTable, refColumns });
    if (kind === 'p') for (const name of columns) unique.add(`p ${id} ${name}`);
    if (kind !== 'f' && columns.length === 1) unique.add(`u ${id} ${columns[0]}`);
  }
  return { unique, keys };
}

const types: Record<string, ColumnType> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'number',
  float4: 'number',
  float8: 'number',
  money: 'number',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  time: 'time',
  timetz: 'time',
  json: 'json',
  jsonb: 'json',
  citext: 'text',
};

/** `S` is PostgreSQL's category of texts, `E` that of enumerations. */
function typeOf(base: string, category: string): ColumnType {
  return types[base] ?? (category === 'S' || category === 'E' ? 'text' : 'other');
}

const tablesQuery = `
  select c.oid::text, n.nspname::text, c.relname::text, c.relkind::text, obj_description(c.oid, 'pg_class'), c.reltuples::int8
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
    and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
    and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  order by 2, 3 limit ${mostTables}`;

const columnsQuery = `
  select a.attrelid::text, a.attname::text, format_type(a.atttypid, a.atttypmod), coalesce(b.typname, t.typname)::text,
    coalesce(b.typcategory, t.typcategory)::text, a.attnotnull, col_description(a.attrelid, a.attnum)
  from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_type b on b.oid = nullif(t.typbasetype, 0)
  where a.attrelid = any($1::oid[]) and a.attnum > 0 and not a.attisdropped
    and has_column_privilege(a.attrelid, a.attnum, 'select')
  order by a.attrelid, a.attnum`;

const namesOf = (relation: string, numbers: string): string =>
  `(select json_agg(a.attname::text order by k.at) from unnest(${numbers}) with ordinality k(number, at)
    join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;

const constraintsQuery = `
  select c.contype::text, c.conrelid::text, ${namesOf('c.conrelid', 'c.conkey')},
    nullif(c.confrelid, 0)::text, ${namesOf('c.confrelid', 'c.confkey')}
  from pg_constraint c where c.conrelid = any($1::oid[]) and c.contype in ('p', 'u', 'f')
  union all
  select 'i', i.indrelid::text, ${namesOf('i.indrelid', 'i.indkey::int2[]')}, null, null
  from pg_index i where i.indrelid = any($1::oid[]) and i.indisunique and i.indnatts = 1
    and i.indpred is null and i.indexprs is null`;
