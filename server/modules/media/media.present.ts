import type { Media } from '@parlance/contracts';
import type { UrlSigner } from './media.signatures.ts';
import type { MediaRow } from './media.tables.ts';

/** An upload as it goes over the wire, with addresses that work without a token for a while. */
export function presentMedia(signer: UrlSigner, row: MediaRow): Media {
  const { url, expiresAt } = signer.sign(row.id, 'original');
  return {
    id: row.id,
    filename: row.filename,
    mime: row.mime,
    size: row.size,
    width: row.width,
    height: row.height,
    url,
    thumbnail_url: row.thumbnail_key ? signer.sign(row.id, 'thumbnail').url : null,
    url_expires_at: expiresAt.toISOString(),
    created_at: row.created_at.toISOString(),
  };
}
