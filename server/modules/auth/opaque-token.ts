import { createHash, randomBytes } from 'node:crypto';

/** A token that means something only to the database: 256 random bits. What is stored is its hash. */
export function newOpaqueToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** SHA-256 is enough here: nobody guesses 256 random bits, so the hash needs to be neither slow nor salted. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
