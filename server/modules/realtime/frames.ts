import { ClientFrame } from '@parlance/contracts';
import { Compile } from 'typebox/compile';
import { AppError } from '../../platform/errors.ts';
import { assertStorable } from '../../platform/http/storable.ts';

/** One check per type of frame: its faults are then about that type and no other. */
const validators = new Map(
  ClientFrame.anyOf.map((schema) => [schema.properties.type.const as string, Compile(schema)]),
);
const decoder = new TextDecoder('utf-8', { fatal: true });

/** A frame that makes no sense, and what can be said about it. */
export interface BadFrame {
  error: AppError;
  ref: string | null;
}

/** Reads one frame of a client; whatever is wrong with it comes back as a value that names the fault. */
export function readFrame(data: Buffer, isBinary: boolean): ClientFrame | BadFrame {
  if (isBinary) return { error: new AppError('bad_request', 'Frames are JSON text, not binary.'), ref: null };
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(data));
    assertStorable(value);
  } catch (error) {
    if (error instanceof AppError) return { error, ref: refOf(value) };
    return { error: new AppError('malformed_body', 'The frame is not valid JSON in UTF-8.'), ref: null };
  }
  const type = fieldOf(value, 'type');
  const validator = typeof type === 'string' ? validators.get(type) : undefined;
  if (!validator) {
    const error = new AppError('bad_request', `type: has to be one of ${[...validators.keys()].join(', ')}.`);
    return { error, ref: refOf(value) };
  }
  if (validator.Check(value)) return value as ClientFrame;
  const [fault] = validator.Errors(value);
  const path = fault?.instancePath.slice(1).replaceAll('/', '.') || String(type);
  const detail = `${path}: ${fault?.message ?? 'is not valid'} in a frame of type ${type}.`;
  return { error: new AppError('validation_failed', detail), ref: refOf(value) };
}

/** What an `error` frame refers to: the frame's own `ref`, else its message_id, conversation_id or run_id. */
export function refOf(value: unknown): string | null {
  for (const name of ['ref', 'message_id', 'conversation_id', 'run_id']) {
    const field = fieldOf(value, name);
    if (typeof field === 'string') return field.slice(0, 200);
  }
  return null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
