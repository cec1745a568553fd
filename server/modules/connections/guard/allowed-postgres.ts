/**
 * What a statement for PostgreSQL may be made of, by the names that PostgreSQL's own parser gives. Everything that is not listed
 * is refused: a new kind of node in a new parser stays outside until somebody has thought about it.
 */
export const allowedNodes = new Set([
  'SelectStmt',
  'ResTarget',
  'ColumnRef',
  'A_Star',
  'A_Const',
  'String',
  'Integer',
  'Float',
  'Boolean',
  'A_Expr',
  'A_ArrayExpr',
  'BoolExpr',
  'NullTest',
  'BooleanTest',
  'SubLink',
  'FuncCall',
  'TypeCast',
  'CaseExpr',
  'CaseWhen',
  'CoalesceExpr',
  'MinMaxExpr',
  'RowExpr',
  'SQLValueFunction',
  'RangeVar',
  'RangeSubselect',
  'JoinExpr',
  'Alias',
  'SortBy',
  'WindowDef',
  'GroupingSet',
  'GroupingFunc',
  'CommonTableExpr',
  'List',
]);

/** Clauses that change a statement's nature although their parent is allowed: SELECT INTO, FOR UPDATE, endless recursion. */
export const refusedFields = new Set(['intoClause', 'lockingClause', 'recursive', 'search_clause', 'cycle_clause']);

/** Of the values that look like functions, those that say when; the others say who is logged in. */
export const allowedMoments = new Set([
  'SVFOP_CURRENT_DATE',
  'SVFOP_CURRENT_TIME',
  'SVFOP_CURRENT_TIME_N',
  'SVFOP_CURRENT_TIMESTAMP',
  'SVFOP_CURRENT_TIMESTAMP_N',
  'SVFOP_LOCALTIME',
  'SVFOP_LOCALTIME_N',
  'SVFOP_LOCALTIMESTAMP',
  'SVFOP_LOCALTIMESTAMP_N',
]);

const words = (text: string): Set<string> => new Set(text.trim().split(/\s+/));

/** Types one may cast to. None whose input looks names up in the catalogue (regclass) or runs a parser of its own (xml). */
export const allowedTypes = words(`
  int2 int4 int8 smallint integer int bigint numeric decimal float4 float8 real bool boolean text varchar bpchar char name
  date time timetz timestamp timestamptz interval uuid json jsonb money`);

export const allowedOperators = words(`
  = <> != < > <= >= + - * / % ^ || ~~ !~~ ~~* !~~* ~ ~* !~ !~* -> ->> #> #>> @> <@ && ? ?| ?& | & # BETWEEN`);

/**
 * Functions that only compute from what they are given, in a time and a space that follow from it. Missing on purpose: whatever
 * reads files, settings, sequences or the catalogue, locks, sleeps, sends, runs SQL from text, and what makes a lot of little
 * (`repeat`, `lpad`, `generate_series`).
 */
export const allowedFunctions = words(`
  count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every
  stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp regr_slope regr_intercept regr_r2 regr_count
  percentile_cont percentile_disc mode any_value
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
  abs ceil ceiling floor round trunc sign mod div power pow sqrt cbrt exp ln log log10 degrees radians pi sin cos tan asin acos
  atan atan2 greatest least width_bucket gcd lcm random
  lower upper initcap length char_length character_length octet_length bit_length trim btrim ltrim rtrim substring substr left right
  position strpos replace translate reverse split_part concat concat_ws starts_with ascii chr md5 overlay
  regexp_replace regexp_match regexp_matches regexp_like regexp_count regexp_substr regexp_instr like_escape similar_to_escape
  normalize is_normalized to_char to_number to_date to_timestamp
  now current_date current_timestamp transaction_timestamp statement_timestamp clock_timestamp timeofday
  date_part extract date_trunc date_bin age make_date make_time make_timestamp make_timestamptz make_interval justify_days
  justify_hours justify_interval isfinite timezone overlaps
  coalesce nullif num_nulls num_nonnulls
  array_length array_position array_positions array_to_string cardinality array_upper array_lower unnest array_remove array_cat
  array_append array_prepend string_to_array
  json_array_length jsonb_array_length json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text
  json_typeof jsonb_typeof to_json to_jsonb json_build_object jsonb_build_object json_build_array jsonb_build_array row_to_json
  lower_inc upper_inc isempty`);
