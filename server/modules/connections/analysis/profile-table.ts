import { DatabaseFault } from '../database/database-fault.ts';
import type { DatabaseSession } from '../database/session.ts';
import { type FoundColumn, type FoundTable, quoted, quotedTable } from './structure.ts';

export interface ProfileLimits {
  /** Columns with at most this many values keep all of them. */
  categoryThreshold: number;
  sampleSize: number;
}

/** What the rows of a table say; what was not measured is null. */
export interface TableProfile {
  rowCount: number | null;
  isExact: boolean;
  columns: Map<string, ColumnProfile>;
}

export interface ColumnProfile {
  distinctCount: number | null;
  nullCount: number | null;
  min: string | null;
  max: string | null;
  averageLength: number | null;
  /** The most frequent values first; all of them where there are not more than were asked for. */
  frequent: { value: string; count: number }[];
  samples: string[];
}

/** Above this, statistics come from a sample. */
const largeRows = 200_000;
const sampledRows = 20_000;
const columnsPerStatement = 20;
const statementMs = 8_000;
const tableMs = 60_000;
/** Values longer than this are prose: nobody names them in a question. */
const longestValue = 200;
/** Values of one column that questions can be linked to. */
const mostIndexedValues = 3_000;

const unmeasured = (): ColumnProfile => ({
  distinctCount: null,
  nullCount: null,
  min: null,
  max: null,
  averageLength: null,
  frequent: [],
  samples: [],
});

/**
 * Reads the rows of a table within bounds: counts and ranges, then the values of one column after the other until the time for this
 * table is over. Large tables are sampled. A statement that fails or takes too long leaves its columns unmeasured.
 */
export async function profileTable(
  session: DatabaseSession,
  table: FoundTable,
  limits: ProfileLimits,
): Promise<TableProfile> {
  const until = performance.now() + tableMs;
  const counted = await countRows(session, table);
  const isLarge = counted.rowCount === null || counted.rowCount > largeRows;
  const reader: Reader = {
    session,
    table,
    source: isLarge ? sampleOf(session, table, counted.rowCount) : quotedTable(table),
    until,
  };
  const columns = new Map<string, ColumnProfile>();
  for (let at = 0; at < table.columns.length; at += columnsPerStatement) {
    const chunk = table.columns.slice(at, at + columnsPerStatement);
    for (const [name, profile] of await measure(reader, chunk)) columns.set(name, profile);
  }
  for (const column of table.columns) {
    const profile = columns.get(column.name) ?? unmeasured();
    columns.set(column.name, { ...profile, ...(await readValues(reader, column, profile, limits)) });
  }
  if (isLarge) for (const profile of columns.values()) asEstimates(profile, counted.rowCount);
  return { ...counted, columns };
}

interface Reader {
  session: DatabaseSession;
  table: FoundTable;
  /** What follows FROM: the table, or a sample of it. */
  source: string;
  until: number;
}

async function countRows(
  session: DatabaseSession,
  table: FoundTable,
): Promise<Pick<TableProfile, 'rowCount' | 'isExact'>> {
  const { estimatedRows } = table;
  if (estimatedRows !== null && estimatedRows > largeRows) return { rowCount: estimatedRows, isExact: false };
  const rows = await attempt(session, `select count(*) from ${quotedTable(table)}`);
  const count = rows?.[0]?.[0];
  return typeof count === 'number' ? { rowCount: count, isExact: true } : { rowCount: estimatedRows, isExact: false };
}

/** Whole pages at random where the database can, else the first rows. */
function sampleOf({ dialect }: DatabaseSession, table: FoundTable, rowCount: number | null): string {
  const name = quotedTable(table);
  if (dialect === 'sqlite' || !table.isSampleable || rowCount === null)
    return `(select * from ${name} limit ${sampledRows}) as sample`;
  const percent = Math.min(100, Math.max(0.001, (100 * sampledRows) / rowCount));
  return `(select * from ${name} tablesample system (${percent.toFixed(4)}) repeatable (1) limit ${sampledRows}) as sample`;
}

const isText = ({ type }: FoundColumn) => type === 'text';
const hasOrder = ({ type }: FoundColumn) => ['integer', 'number', 'date', 'timestamp', 'time'].includes(type);
/** Types without equality, such as json, cannot be counted by value. */
const isComparable = ({ type }: FoundColumn) => type !== 'json' && type !== 'other';

async function measure(reader: Reader, columns: FoundColumn[]): Promise<[string, ColumnProfile][]> {
  const parts = columns.flatMap((column) => {
    const name = quoted(column.name);
    return [
      `count(${name})`,
      isComparable(column) ? `count(distinct ${name})` : 'null',
      hasOrder(column) ? `cast(min(${name}) as text)` : 'null',
      hasOrder(column) ? `cast(max(${name}) as text)` : 'null',
      isText(column) ? `avg(length(cast(${name} as text)))` : 'null',
    ];
  });
  const rows = await within(reader, `select count(*), ${parts.join(', ')} from ${reader.source}`);
  const row = rows?.[0];
  if (!row) return columns.length === 1 ? [] : measureEach(reader, columns);
  const total = Number(row[0]);
  return columns.map((column, at) => {
    const [present, distinct, min, max, length] = row.slice(1 + at * 5, 6 + at * 5);
    return [
      column.name,
      {
        ...unmeasured(),
        nullCount: total - Number(present),
        distinctCount: distinct === null ? null : Number(distinct),
        min: min === null ? null : String(min),
        max: max === null ? null : String(max),
        averageLength: length === null || length === undefined ? null : Number(length),
      },
    ];
  });
}

/** One column that cannot be measured must not cost the others. */
async function measureEach(reader: Reader, columns: FoundColumn[]): Promise<[string, ColumnProfile][]> {
  const measured: [string, ColumnProfile][] = [];
  for (const column of columns) measured.push(...(await measure(reader, [column])));
  return measured;
}

async function readValues(
  reader: Reader,
  column: FoundColumn,
  { distinctCount, averageLength }: ColumnProfile,
  { categoryThreshold, sampleSize }: ProfileLimits,
): Promise<Pick<ColumnProfile, 'frequent' | 'samples'>> {
  const name = quoted(column.name);
  const isShort = averageLength !== null && averageLength <= longestValue;
  const isFew = distinctCount !== null && distinctCount <= categoryThreshold;
  const read = async (sql: string) => (await within(reader, sql)) ?? [];
  const text = `cast(${name} as text)`;
  let frequent: ColumnProfile['frequent'] = [];
  if (isComparable(column) && (isFew || (isText(column) && isShort))) {
    const most = isFew ? categoryThreshold : mostIndexedValues;
    const rows = await read(
      `select ${text}, count(*) from ${reader.source} where ${name} is not null group by ${name} order by 2 desc, 1 limit ${most}`,
    );
    frequent = rows.map(([value, count]) => ({ value: String(value), count: Number(count) }));
  }
  if (frequent.length > 0) return { frequent, samples: spread(frequent, sampleSize) };
  if (!isComparable(column)) return { frequent, samples: [] };
  const rows = await read(
    `select distinct ${text} from (select ${name} from ${reader.source} where ${name} is not null limit 5000) as some_rows limit ${sampleSize}`,
  );
  return { frequent, samples: rows.map(([value]) => String(value).slice(0, longestValue)) };
}

/** Some values from everywhere in the list, not only the most frequent. */
function spread(frequent: { value: string }[], size: number): string[] {
  const step = Math.max(1, frequent.length / size);
  const picked = Array.from({ length: Math.min(size, frequent.length) }, (_, at) => frequent[Math.floor(at * step)]);
  return picked.flatMap((entry) => (entry ? [entry.value.slice(0, longestValue)] : []));
}

/** From a sample, the share of empty fields holds for the whole; how many values there are does not where there were many. */
function asEstimates(profile: ColumnProfile, rowCount: number | null): void {
  const { nullCount, distinctCount } = profile;
  profile.nullCount = nullCount === null || rowCount === null ? null : Math.round((nullCount / sampledRows) * rowCount);
  if (distinctCount !== null && distinctCount > sampledRows / 20) profile.distinctCount = null;
}

const within = ({ session, until }: Reader, sql: string) =>
  performance.now() < until ? attempt(session, sql) : Promise.resolve(undefined);

/** The rows, or undefined where the database finds fault with this statement or needs too long for it. */
async function attempt(session: DatabaseSession, sql: string): Promise<unknown[][] | undefined> {
  try {
    return await session.read(sql, [], { timeoutMs: statementMs });
  } catch (error) {
    const harmless =
      error instanceof DatabaseFault && ['timeout', 'statement', 'refused', 'too_large'].includes(error.reason);
    if (harmless && session.isOpen()) return undefined;
    throw error;
  }
}
