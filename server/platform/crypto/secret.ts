import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';

const minLength = 32;

/**
 * The installation's secret: `SECRET_KEY`, else the one in DATA_DIR/secret.key, made at the first start. A key object,
 * because those show nothing of themselves when they end up in a log. Throws a sentence when the file was damaged.
 */
export function loadSecret(config: Pick<Config, 'SECRET_KEY' | 'DATA_DIR'>): KeyObject {
  if (config.SECRET_KEY) return createSecretKey(config.SECRET_KEY, 'utf8');
  const file = join(config.DATA_DIR, 'secret.key');
  if (!existsSync(file)) createSecretFile(config.DATA_DIR, file);
  const text = readFileSync(file, 'utf8').trim();
  if (text.length < minLength) {
    throw new Error(`${file} is damaged: it holds fewer than ${minLength} characters. Restore it from a backup.`);
  }
  return createSecretKey(text, 'utf8');
}

/** A key for one purpose only (HKDF-SHA256, RFC 5869): whoever learns it learns nothing about the others. `length` in bytes. */
export function deriveKey(secret: KeyObject, purpose: string, length: number): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `parlance/${purpose}`, length)));
}

/** A link appears with its whole content or not at all, and never twice: of two starts at once both read one secret. */
function createSecretFile(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
}
