import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { validate as isUuid } from 'uuid';
import { deriveKeys, type Secrets } from '../../platform/crypto/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { expiredToken, invalidToken } from './auth.errors.ts';

export interface AccessClaims {
  userId: string;
  sessionId: string;
  /** In milliseconds since 1970. */
  expiresAt: number;
}

type Context = Pick<Platform, 'config' | 'secrets' | 'now'>;

const keysOf = ({ secrets }: Context) => deriveKeys(secrets, 'access-token', 32);
const seconds = (time: Date) => Math.floor(time.getTime() / 1_000);

/** Makes an access token (JWT, HS256) with the claims `sub, sid, jti, iat, exp`. */
export function signAccessToken(
  context: Context,
  { userId, sessionId }: Omit<AccessClaims, 'expiresAt'>,
): Promise<string> {
  const issued = seconds(context.now());
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(userId)
    .setJti(newId())
    .setIssuedAt(issued)
    .setExpirationTime(issued + context.config.ACCESS_TOKEN_SECONDS)
    .sign(keysOf(context)[0]);
}

/** Returns what checks signature, algorithm and time of an access token. It throws `token_expired` or `unauthorized`. */
export function createAccessTokenVerifier(context: Context): (token: string) => Promise<AccessClaims> {
  const keys = keysOf(context);
  return async (token) => {
    try {
      const payload = await verifyWithAny(keys, token, context.now());
      const claims = { userId: String(payload.sub), sessionId: String(payload.sid) };
      if (!isUuid(claims.userId) || !isUuid(claims.sessionId)) throw invalidToken();
      return { ...claims, expiresAt: Number(payload.exp) * 1_000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expiredToken();
      if (error instanceof errors.JOSEError) throw invalidToken(error);
      throw error;
    }
  };
}

/** A token of before a rotation of the secret holds until it expires. */
async function verifyWithAny(keys: Secrets, token: string, currentDate: Date): Promise<JWTPayload> {
  const requiredClaims = ['sub', 'sid', 'jti', 'iat', 'exp'];
  for (const [index, key] of keys.entries()) {
    try {
      return (await jwtVerify(token, key, { algorithms: ['HS256'], currentDate, requiredClaims })).payload;
    } catch (error) {
      const isOfOther = error instanceof errors.JWSSignatureVerificationFailed && index < keys.length - 1;
      if (!isOfOther) throw error;
    }
  }
  throw invalidToken();
}
