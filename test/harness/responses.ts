import assert from 'node:assert/strict';
import { ErrorBody } from '@parlance/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Http } from '../../server/platform/http/types.ts';

/** What the answers of an application said that its OpenAPI document does not. */
export interface ResponseCheck {
  readonly mismatches: string[];
  /** Fails with every mismatch so far. */
  assertNone(): void;
}

type JsonSchema = Record<string, unknown>;

/**
 * Compares every JSON answer with the schema its route declares for that status: statuses that are not declared, fields
 * that are missing, of another type or not declared at all. Has to be called before `ready` or `listen`.
 */
export function validateResponses(http: Http): ResponseCheck {
  const mismatches: string[] = [];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed(ErrorBody) as JsonSchema, 'Error');
  const validators = new WeakMap<object, ValidateFunction>();
  const validatorOf = (schema: object): ValidateFunction => {
    const known = validators.get(schema) ?? ajv.compile(closed(schema) as JsonSchema);
    validators.set(schema, known);
    return known;
  };
  http.addHook('onSend', async (request, reply, payload) => {
    const { method, url, schema } = request.routeOptions;
    if (request.is404 || schema?.hide) return;
    const where = `${method} ${url} → ${reply.statusCode}`;
    const declared = (schema?.response as Record<number, object> | undefined)?.[reply.statusCode];
    if (!declared) mismatches.push(`${where} is not declared`);
    else if (isJson(reply.getHeader('content-type')) && typeof payload === 'string') {
      const validate = validatorOf(declared);
      if (!validate(JSON.parse(payload))) mismatches.push(`${where}: ${ajv.errorsText(validate.errors)}: ${payload}`);
    }
  });
  return {
    mismatches,
    assertNone: () => assert.deepEqual(mismatches, [], 'answers differ from the OpenAPI document'),
  };
}

const isJson = (type: unknown): boolean => String(type).startsWith('application/json');

/** The schema without room for fields it does not name; an intersection is closed as a whole. */
function closed(schema: unknown, within?: 'allOf'): unknown {
  if (Array.isArray(schema)) return schema.map((one) => closed(one, within));
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    // Names in `properties` are fields, not keywords.
    if (key === 'properties') copy[key] = mapValues(value as JsonSchema, (field) => closed(field));
    else copy[key] = closed(value, key === 'allOf' ? 'allOf' : undefined);
  }
  const describesObject = 'properties' in copy || 'allOf' in copy;
  if (describesObject && !('additionalProperties' in copy) && within !== 'allOf') copy.unevaluatedProperties = false;
  return copy;
}

const mapValues = (object: JsonSchema, change: (value: unknown) => unknown): JsonSchema =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
