import { type Static, Type } from 'typebox';
import { Timestamp } from './primitives.ts';

/**
 * Every error code Parlance answers with, and the status it always carries. Codes are stable: clients branch on
 * them, people read `detail`.
 */
export const errorStatus = {
  bad_request: 400,
  malformed_body: 400,
  unauthorized: 401,
  invalid_credentials: 401,
  token_expired: 401,
  token_reused: 401,
  account_inactive: 403,
  forbidden: 403,
  signup_closed: 403,
  not_found: 404,
  route_not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  username_taken: 409,
  email_taken: 409,
  message_id_reused: 409,
  run_in_progress: 409,
  run_ended: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  host_not_allowed: 421,
  validation_failed: 422,
  invalid_reset_token: 422,
  url_not_allowed: 422,
  upgrade_required: 426,
  rate_limited: 429,
  headers_too_large: 431,
  internal_error: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** One field that was refused: `path` as the client wrote it (`member_ids.0`), `message` names the rule. */
export const FieldError = Type.Object({ path: Type.String(), message: Type.String() });
export type FieldError = Static<typeof FieldError>;

/** The body of every answer with a status of 400 or above. */
export const ErrorBody = Type.Object(
  {
    error: Type.String({ description: 'Stable code.' }),
    detail: Type.String({ description: 'A sentence a person can act on.' }),
    timestamp: Timestamp,
    request_id: Type.String(),
    fields: Type.Optional(Type.Array(FieldError)),
  },
  { $id: 'Error' },
);
export type ErrorBody = Static<typeof ErrorBody>;
