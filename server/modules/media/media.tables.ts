import type { Generated, Selectable } from 'kysely';

interface MediaTable {
  id: string;
  /** Null once the owner's account is gone. */
  owner_id: string | null;
  blob_key: string;
  filename: string;
  mime: string;
  size: number;
  sha256: string;
  /** Pixels as shown, so after the camera's rotation; null for what is no image or could not be read as one. */
  width: number | null;
  height: number | null;
  thumbnail_key: string | null;
  created_at: Generated<Date>;
}

/** An upload as it is stored. */
export type MediaRow = Selectable<MediaTable>;

interface MediaAttachmentsTable {
  media_id: string;
  message_id: string;
  conversation_id: string;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    media: MediaTable;
    media_attachments: MediaAttachmentsTable;
  }
}
