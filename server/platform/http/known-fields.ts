import { type TSchema, Type } from 'typebox';

/** Gives back a valid value without the fields that its schema does not name. */
export type KeepKnown = (value: unknown) => unknown;

/** Compiles a schema into a check. */
export type Compile = (schema: TSchema) => (value: unknown) => boolean;

/**
 * Prepares to keep only the known fields of values that fit the schema; undefined where there is nothing to drop. Of a union, the
 * first branch that fits decides. Objects of no named properties (records) stay whole. TypeBox's `Value.Clean` does the same in
 * a hundred times the time.
 */
export function keepKnownFields(schema: TSchema, compile: Compile): KeepKnown | undefined {
  if (Type.IsUnion(schema)) return keepOfUnion(schema.anyOf, compile);
  if (Type.IsArray(schema)) {
    const keepItem = keepKnownFields(schema.items, compile);
    return keepItem && ((value) => (Array.isArray(value) ? value.map(keepItem) : value));
  }
  if (!Type.IsObject(schema)) return undefined;
  const fields = Object.entries(schema.properties).map(([key, field]) => ({
    key,
    keep: keepKnownFields(field, compile),
  }));
  return (value) => {
    const given = value as Record<string, unknown>;
    const kept: Record<string, unknown> = {};
    for (const { key, keep } of fields) {
      if (Object.hasOwn(given, key)) kept[key] = keep ? keep(given[key]) : given[key];
    }
    return kept;
  };
}

function keepOfUnion(schemas: TSchema[], compile: Compile): KeepKnown | undefined {
  const branches = schemas.map((schema) => ({ fits: compile(schema), keep: keepKnownFields(schema, compile) }));
  if (branches.every(({ keep }) => keep === undefined)) return undefined;
  return (value) => {
    const branch = branches.find(({ fits }) => fits(value));
    return branch?.keep ? branch.keep(value) : value;
  };
}
