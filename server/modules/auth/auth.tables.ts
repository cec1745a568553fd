import type { ApiKeyScope } from '@parlance/contracts';
import type { Selectable } from 'kysely';

interface PasswordsTable {
  user_id: string;
  hash: string;
  changed_at: Date;
}

interface SessionsTable {
  id: string;
  user_id: string;
  user_agent: string | null;
  ip: string | null;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
}

/** `replaced_at` is null until the answer with a successor is about to leave. */
interface RefreshTokensTable {
  hash: Buffer;
  session_id: string;
  expires_at: Date;
  replaced_at: Date | null;
}

interface ResetTokensTable {
  user_id: string;
  hash: Buffer;
  email_key: string;
  expires_at: Date;
}

interface ApiKeysTable {
  id: string;
  user_id: string;
  name: string;
  prefix: string;
  hash: Buffer;
  scopes: ApiKeyScope[];
  expires_at: Date | null;
  last_used_at: Date | null;
  created_at: Date;
}

export type ApiKeyRow = Selectable<ApiKeysTable>;
export type SessionRow = Selectable<SessionsTable>;

declare module '../../platform/db/tables.ts' {
  interface Tables {
    passwords: PasswordsTable;
    sessions: SessionsTable;
    refresh_tokens: RefreshTokensTable;
    reset_tokens: ResetTokensTable;
    api_keys: ApiKeysTable;
  }
}
