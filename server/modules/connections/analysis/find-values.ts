import { sql } from 'kysely';
import type { Db } from '../../../platform/db/index.ts';
import type { FindValues, ValueHit } from '../database-model.ts';
import { foldValue, gramsOf } from './fold.ts';
import { fullName } from './structure.ts';

const mostPhrases = 80;
/** Below this many shared trigrams of all trigrams, two spellings are different words. */
const leastSimilarity = 0.45;
const candidatesPerPhrase = 2_000;
const hitsPerPhrase = 8;
const hitsOfOneSpelling = 400;

interface FoundRow {
  phrase: number;
  schema_name: string;
  table_name: string;
  column_name: string;
  value: string;
  score: number;
}

/** Makes the function that finds kept values like the phrases of a question: same spelling first, then by shared trigrams. */
export function createFindValues({ db }: { db: Db }, connectionId: string): FindValues {
  return async (phrases) => {
    const wanted = [...new Set(phrases)].slice(0, mostPhrases).map((phrase) => ({ phrase, folded: foldValue(phrase) }));
    const spelled = wanted.filter(({ folded }) => folded !== '');
    if (spelled.length === 0) return [];
    const exact = await findSpellings(
      db,
      connectionId,
      spelled.map(({ folded }) => folded),
    );
    const known = new Set(exact.map(({ phrase }) => phrase));
    const open = spelled.map((_, at) => at).filter((at) => !known.has(at) && (spelled[at]?.folded.length ?? 0) >= 4);
    const alike = await findAlike(
      db,
      connectionId,
      open.map((at) => ({ at, folded: spelled[at]?.folded ?? '' })),
    );
    return [...exact, ...alike]
      .map((row) => toHit(row, spelled[row.phrase]?.phrase ?? ''))
      .toSorted((one, other) => other.score - one.score);
  };
}

const toHit = (row: FoundRow, phrase: string): ValueHit => ({
  phrase,
  table: fullName({ schema: row.schema_name || null, name: row.table_name }),
  column: row.column_name,
  value: row.value,
  score: row.score,
});

const place = sql`
  join connection_columns c on c.id = v.column_id and not c.hidden and not coalesce(c.sensitive_override, c.is_sensitive)
  join connection_tables t on t.id = c.table_id and not t.hidden`;
const names = sql`t.schema_name, t.table_name, c.name as column_name, v.value`;

async function findSpellings(db: Db, connectionId: string, folded: string[]): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    select p.at::int - 1 as phrase, ${names}, 1::float8 as score
    from unnest(${folded}::text[]) with ordinality p(folded, at)
    join connection_values v on v.connection_id = ${connectionId} and v.folded = p.folded ${place}
    limit ${hitsOfOneSpelling}`.execute(db);
  return rows;
}

async function findAlike(db: Db, connectionId: string, phrases: { at: number; folded: string }[]): Promise<FoundRow[]> {
  const found: FoundRow[] = [];
  for (const { at, folded } of phrases) {
    const grams = gramsOf(folded, connectionId);
    const { rows } = await sql<FoundRow>`
      select ${at}::int as phrase, ${names}, v.score from (
        select value, column_id, shared::float8 / (cardinality(grams) + ${grams.length} - shared) as score from (
          select value, column_id, grams, (select count(*) from unnest(grams) g where g = any(${grams}::int[])) as shared
          from connection_values where connection_id = ${connectionId} and grams && ${grams}::int[] limit ${candidatesPerPhrase}
        ) as candidate
      ) as v ${place}
      where v.score >= ${leastSimilarity} order by v.score desc, v.value limit ${hitsPerPhrase}`.execute(db);
    found.push(...rows);
  }
  return found;
}
