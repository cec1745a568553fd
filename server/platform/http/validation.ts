import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { keepKnownFields } from './known-fields.ts';

/**
 * Validates requests. Bodies are taken as they are: a number is no string. Addresses only carry text, so there `"5"`
 * becomes 5. Unknown fields of a body are dropped, so that nothing reaches a route unchecked: neither a field it does not have nor
 * one that only another branch of a union has. At most eight faults are listed.
 */
export function createValidator(): FastifySchemaCompiler<TSchema> {
  const strict = createAjv(false);
  const coercing = createAjv('array');
  return ({ schema, httpPart }) => {
    const isBody = httpPart === 'body';
    const validate = (isBody ? strict : coercing).compile(schema);
    const keepKnown = isBody ? keepKnownFields(schema, (part) => strict.compile(part)) : undefined;
    return (value: unknown) => {
      if (validate(value)) return { value: keepKnown ? keepKnown(value) : value };
      return { error: Object.assign(new Error('validation'), { validation: faults(validate) }) };
    };
  };
}

function createAjv(coerceTypes: boolean | 'array'): Ajv {
  const ajv = new Ajv({
    coerceTypes,
    useDefaults: true,
    allErrors: true,
    strict: false,
    unicode: false,
    logger: false,
  });
  addFormats.default(ajv);
  // The package's own also takes `urn:uuid:…`, which PostgreSQL does not.
  ajv.addFormat('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  return ajv;
}

const listed = 8;

function faults(validate: ValidateFunction): ErrorObject[] {
  const errors = validate.errors ?? [];
  // Of a union's branches only the most specific complaints help; "must match a schema in anyOf" alone does not.
  const specific = errors.filter((error) => error.keyword !== 'anyOf');
  return (specific.length > 0 ? specific : errors).slice(0, listed).map(readable);
}

function readable(error: ErrorObject): ErrorObject {
  if (error.keyword === 'required') return { ...error, message: 'is required' };
  if (error.keyword === 'pattern') return { ...error, message: 'has characters that are not allowed here' };
  if (error.keyword === 'const') return { ...error, message: `must be ${JSON.stringify(error.params.allowedValue)}` };
  return error;
}
