import { createCipheriv, createDecipheriv, createHash, type KeyObject, randomBytes } from 'node:crypto';
import { deriveKeys, type Secrets } from './secret.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const form = /^v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)$/;

/** Encrypts texts of one purpose for keeping them in rows. What it throws holds neither the text nor the key. */
export interface Sealer {
  /** AES-256-GCM under the current key: `v1.<key id>.<base64url of nonce, ciphertext and tag>`. `rowId` is bound to the result. */
  seal(text: string, rowId: string): string;
  /** The text again. Throws `SealError` for another row, another purpose, a changed byte or a secret that is gone. */
  open(sealed: string, rowId: string): string;
  /** False for what was sealed under an older key: seal it anew before that key is forgotten. */
  isCurrent(sealed: string): boolean;
}

/** A sealed text cannot be opened; the message is for operators and says what may be the reason. */
export class SealError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SealError';
  }
}

/** Makes the sealer of one purpose: its keys are derived from the installation's secrets and serve nothing else. */
export function createSealer(secrets: Secrets, purpose: string): Sealer {
  const [current, ...previous] = deriveKeys(secrets, `seal/${purpose}`, 32);
  const currentId = keyId(current);
  const keys = new Map([...previous, current].map((key) => [keyId(key), key]));
  const boundTo = (rowId: string) => Buffer.from(JSON.stringify([purpose, rowId]));

  return {
    seal: (text, rowId) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, current, nonce).setAAD(boundTo(rowId));
      const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${currentId}.${bytes.toString('base64url')}`;
    },
    open: (sealed, rowId) => {
      const [, id = '', body = ''] = form.exec(sealed) ?? [];
      const key = keys.get(id);
      if (!key) throw new SealError('Sealed with a secret that is not known here: is SECRET_KEY_PREVIOUS missing?');
      const bytes = Buffer.from(body, 'base64url');
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
        decipher.setAAD(boundTo(rowId)).setAuthTag(bytes.subarray(-tagBytes));
        return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw new SealError('The sealed text was changed, or belongs to another row.', { cause: error });
      }
    },
    isCurrent: (sealed) => form.exec(sealed)?.[1] === currentId,
  };
}

/** Names a key without telling anything about it. */
function keyId(key: KeyObject): string {
  return createHash('sha256').update('parlance/key-id').update(key.export()).digest('hex').slice(0, 16);
}
