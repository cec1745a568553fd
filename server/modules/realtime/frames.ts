import { ClientFrame } from '@parlance/contracts';
import { Compile } from 'typebox/compile';
import { AppError } from '../../platform/errors.ts';
import { assertStorable } from '../../platform/http/storable.ts';

const validator = Compile(ClientFrame);
const decoder = new TextDecoder('utf-8', { fatal: true });

/** A frame that makes no sense, and what can be said about it. */
export interface BadFrame {
  error: AppError;
  ref: string | null;
}

const known = new Set(['auth', 'message', 'typing', 'read', 'join', 'resume', 'leave', 'ping']);

/** Reads one frame of a client; whatever is wrong with it comes back as a value that names the fault. */
export function readFrame(data: Buffer): ClientFrame | BadFrame {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(data));
    assertStorable(value);
  } catch (error) {
    if (error instanceof AppError) return { error, ref: refOf(value) };
    return { error: new AppError('malformed_body', 'The frame is not valid JSON in UTF-8.'), ref: null };
  }
  if (validator.Check(value)) return value;
  return { error: explain(value), ref: refOf(value) };
}

function explain(value: unknown): AppError {
  const type = fieldOf(value, 'type');
  if (typeof type !== 'string' || !known.has(type)) {
    return new AppError('bad_request', `type: has to be one of ${[...known].join(', ')}.`);
  }
  const [fault] = validator.Errors(value).filter((error) => error.keyword !== 'anyOf' && error.keyword !== 'const');
  const path = fault?.instancePath.slice(1).replaceAll('/', '.') || type;
  return new AppError('validation_failed', `${path}: ${fault?.message ?? 'is not valid'} in a frame of type ${type}.`);
}

/** What an `error` frame refers to: the frame's own `ref`, else its message_id or conversation_id. */
export function refOf(value: unknown): string | null {
  for (const name of ['ref', 'message_id', 'conversation_id']) {
    const field = fieldOf(value, name);
    if (typeof field === 'string') return field.slice(0, 200);
  }
  return null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
