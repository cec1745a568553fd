import { type Static, Type } from 'typebox';
import { Nullable, Page, Timestamp, Uuid } from './primitives.ts';

/** An uploaded file. `url` and `thumbnail_url` are signed, work without a token and stop working at `url_expires_at`. */
export const Media = Type.Object({
  id: Uuid,
  filename: Type.String(),
  mime: Type.String({ description: "What the bytes are, whatever the uploader's browser called them." }),
  size: Type.Integer({ minimum: 0 }),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  url: Type.String(),
  thumbnail_url: Nullable(Type.String()),
  url_expires_at: Timestamp,
  created_at: Timestamp,
});
export type Media = Static<typeof Media>;

export const MediaPage = Page(Media);
