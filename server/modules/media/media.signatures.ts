import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { deriveKeys } from '../../platform/crypto/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Platform } from '../../platform/platform.ts';

/** Which bytes of an upload are meant. */
export type Variant = 'original' | 'thumbnail';

/** What a signed address carries beside its path. */
export interface SignatureQuery {
  /** Seconds since 1970. */
  expires?: string;
  sig?: string;
}

/** Signs addresses that work without a token, such as an image's `src`, until `expiresAt`. */
export interface UrlSigner {
  sign(id: string, variant: Variant): { url: string; expiresAt: Date };
  /** Returns the seconds it still holds. Throws `token_expired` for one from the past and `forbidden` for one that is not ours. */
  verify(id: string, variant: Variant, query: SignatureQuery): number;
}

/** Addresses stay the same for half of `MEDIA_URL_SECONDS`, so that browsers find what they cached. */
export function createUrlSigner({ config, secrets, now }: Pick<Platform, 'config' | 'secrets' | 'now'>): UrlSigner {
  const keys = deriveKeys(secrets, 'media-url', 32);
  const life = config.MEDIA_URL_SECONDS;
  const step = Math.ceil(life / 2);
  const mac = (key: KeyObject, id: string, variant: Variant, expires: string): Buffer =>
    createHmac('sha256', key).update(`${id}\n${variant}\n${expires}`).digest();
  return {
    sign: (id, variant) => {
      const expires = Math.floor(now().getTime() / 1_000 / step) * step + life;
      const sig = mac(keys[0], id, variant, String(expires)).toString('base64url');
      const path = variant === 'thumbnail' ? `/v1/media/${id}/thumbnail` : `/v1/media/${id}`;
      return { url: `${path}?expires=${expires}&sig=${sig}`, expiresAt: new Date(expires * 1_000) };
    },
    verify: (id, variant, { expires = '', sig = '' }) => {
      const given = Buffer.from(sig, 'base64url');
      const fits = (key: KeyObject) => {
        const expected = mac(key, id, variant, expires);
        return given.length === expected.length && timingSafeEqual(given, expected);
      };
      if (!keys.some(fits)) {
        throw new AppError('forbidden', 'The signature in this address is not valid.');
      }
      const secondsLeft = Number(expires) - Math.floor(now().getTime() / 1_000);
      if (secondsLeft <= 0) {
        throw new AppError('token_expired', 'This address has expired: GET /v1/media/{id}/info gives a new one.');
      }
      return secondsLeft;
    },
  };
}
