import type { Preferences, PublicUser, User } from '@parlance/contracts';
import type { UserRow } from './users.tables.ts';

/** An account as its owner (and an administrator) may see it. */
export function presentUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    full_name: row.full_name,
    tier: row.tier,
    is_active: row.is_active,
    is_superuser: row.is_superuser,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** An account as everyone else who is signed in may see it. */
export function presentPublicUser(row: Pick<UserRow, 'id' | 'username' | 'full_name' | 'created_at'>): PublicUser {
  return {
    id: row.id,
    username: row.username,
    full_name: row.full_name,
    created_at: row.created_at.toISOString(),
  };
}

export function presentPreferences(row: Pick<UserRow, 'theme' | 'language' | 'notification_enabled'>): Preferences {
  return { theme: row.theme, language: row.language, notification_enabled: row.notification_enabled };
}
