/** What Parlance knows about a connected database: the analysis writes it, people edit it, the question engines read it. */
export interface DatabaseModel {
  dialect: 'postgresql' | 'sqlite';
  tables: TableModel[];
  joins: JoinModel[];
  metrics: MetricModel[];
}

/** A table or view with its columns; `rowCount` is an estimate where the table is large, null where unknown. */
export interface TableModel {
  schema: string | null;
  name: string;
  kind: 'table' | 'view';
  comment: string | null;
  description: string | null;
  synonyms: string[];
  rowCount: number | null;
  hidden: boolean;
  columns: ColumnModel[];
}

/** The kinds of value a question can be asked about, whatever the database calls its types. */
export type ColumnType = 'integer' | 'number' | 'text' | 'date' | 'timestamp' | 'time' | 'boolean' | 'json' | 'other';

/** A column with its statistics; counts are null where they were not measured. */
export interface ColumnModel {
  name: string;
  type: ColumnType;
  /** The type as the database spells it, such as `character varying(20)`. */
  nativeType: string;
  nullable: boolean;
  isPrimaryKey: boolean;
  isUnique: boolean;
  comment: string | null;
  description: string | null;
  synonyms: string[];
  distinctCount: number | null;
  nullCount: number | null;
  /** Every value with its count where the column is categorical, else null. */
  values: { value: string; count: number }[] | null;
  samples: string[];
  min: string | null;
  max: string | null;
  strategy: 'categorical' | 'vector' | 'skip';
  /** Personal or secret by its look (mail, phone, card): its values are neither indexed nor shown. */
  sensitive: boolean;
  hidden: boolean;
}

/** `columns[i]` of `table` refers to `refColumns[i]` of `refTable`; names carry their schema where the table has one. */
export interface JoinModel {
  table: string;
  columns: string[];
  refTable: string;
  refColumns: string[];
  origin: 'key' | 'inferred' | 'edited';
}

/** A named measure, such as revenue = `sum(price * quantity)` over a table. */
export interface MetricModel {
  name: string;
  synonyms: string[];
  table: string;
  expression: string;
}

/** A stored value that looks like a phrase of a question; `score` is 1 for the same spelling and falls towards 0. */
export interface ValueHit {
  phrase: string;
  table: string;
  column: string;
  value: string;
  score: number;
}

/** Finds stored values like the phrases ("new york" → `customers.city` "New York"), best first. */
export type FindValues = (phrases: string[]) => Promise<ValueHit[]>;
