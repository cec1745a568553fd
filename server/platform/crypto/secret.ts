import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';

const minLength = 32;

/** What is signed now is signed with the first; what any of them signed is accepted. */
export type Secrets = readonly [KeyObject, ...KeyObject[]];

type SecretConfig = Pick<Config, 'SECRET_KEY' | 'SECRET_KEY_PREVIOUS' | 'DATA_DIR'>;

const fileOf = (config: SecretConfig) => join(config.DATA_DIR, 'secret.key');

/**
 * The installation's secrets: `SECRET_KEY` and `SECRET_KEY_PREVIOUS`, else the lines of DATA_DIR/secret.key, made at the
 * first start. Key objects, because those show nothing of themselves when they end up in a log. Throws a sentence when the
 * file was damaged.
 */
export function loadSecrets(config: SecretConfig): Secrets {
  const { SECRET_KEY, SECRET_KEY_PREVIOUS } = config;
  const [current, ...previous] = SECRET_KEY ? [SECRET_KEY] : readSecretFile(config);
  if (SECRET_KEY_PREVIOUS) previous.push(SECRET_KEY_PREVIOUS);
  return [createSecretKey(current, 'utf8'), ...previous.map((text) => createSecretKey(text, 'utf8'))];
}

/** Keys for one purpose only (HKDF-SHA256, RFC 5869): whoever learns them learns nothing about others. `length` in bytes. */
export function deriveKeys([current, ...previous]: Secrets, purpose: string, length: number): Secrets {
  const derive = (secret: KeyObject) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `parlance/${purpose}`, length)));
  return [derive(current), ...previous.map(derive)];
}

/** Puts a new secret in front of the one in DATA_DIR/secret.key, which stays accepted; the one before that goes. */
export function rotateSecretFile(config: SecretConfig): void {
  const [current] = readSecretFile(config);
  const draft = writeDraft(fileOf(config), [newSecret(), current]);
  renameSync(draft, fileOf(config));
}

function readSecretFile(config: SecretConfig): [string, ...string[]] {
  const file = fileOf(config);
  if (!existsSync(file)) createSecretFile(config.DATA_DIR, file);
  const [current = '', ...previous] = readFileSync(file, 'utf8').trim().split('\n');
  if ([current, ...previous].some((text) => text.length < minLength)) {
    throw new Error(`${file} is damaged: a line holds fewer than ${minLength} characters. Restore it from a backup.`);
  }
  return [current, ...previous];
}

const newSecret = () => randomBytes(48).toString('base64url');

function writeDraft(file: string, secrets: string[]): string {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, `${secrets.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  return draft;
}

/** A link appears with its whole content or not at all, and never twice: of two starts at once both read one secret. */
function createSecretFile(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = writeDraft(file, [newSecret()]);
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
}
