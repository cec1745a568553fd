import type { Preferences, User } from '@parlance/contracts';
import type { Generated, Selectable } from 'kysely';

interface UsersTable {
  id: string;
  username: string;
  username_key: string;
  email: string | null;
  email_key: string | null;
  full_name: string | null;
  search_text: string;
  tier: Generated<User['tier']>;
  is_active: Generated<boolean>;
  is_superuser: boolean;
  theme: Generated<Preferences['theme']>;
  language: Generated<Preferences['language']>;
  notification_enabled: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
}

export type UserRow = Selectable<UsersTable>;

declare module '../../platform/db/tables.ts' {
  interface Tables {
    users: UsersTable;
  }
}
