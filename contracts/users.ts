import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';
import { Nullable, Page, PageQuery, Timestamp, Uuid } from './primitives.ts';

export const Username = Type.String({
  minLength: limits.usernameMin,
  maxLength: limits.usernameMax,
  pattern: '^[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}._-]*[\\p{L}\\p{M}\\p{N}])?$',
  description:
    'Letters (with their marks) and digits of any script; dot, dash and underscore inside. Compared without case.',
});
export const Email = Type.String({ format: 'email', maxLength: limits.emailMax });
export const Password = Type.String({ minLength: limits.passwordMin, maxLength: limits.passwordMax });
export const FullName = Type.String({ maxLength: limits.fullNameMax });

/** An account as its owner (and an administrator) sees it. */
export const User = Type.Object({
  id: Uuid,
  username: Type.String(),
  email: Nullable(Type.String()),
  full_name: Nullable(Type.String()),
  tier: Type.Union([Type.Literal('free'), Type.Literal('premium')]),
  is_active: Type.Boolean(),
  is_superuser: Type.Boolean(),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type User = Static<typeof User>;

/** An account as everyone else sees it: no e-mail address, no tier. */
export const PublicUser = Type.Object({
  id: Uuid,
  username: Type.String(),
  full_name: Nullable(Type.String()),
  created_at: Timestamp,
});
export type PublicUser = Static<typeof PublicUser>;

export const UserPage = Page(PublicUser);

export const UserSearchQuery = Type.Intersect([
  PageQuery,
  Type.Object({ q: Type.String({ minLength: 1, maxLength: limits.searchQueryMax }) }),
]);

export const UpdateProfile = Type.Object(
  {
    full_name: Type.Optional(Nullable(FullName)),
    email: Type.Optional(Nullable(Email)),
    username: Type.Optional(Username),
  },
  { minProperties: 1 },
);
export type UpdateProfile = Static<typeof UpdateProfile>;

export const ChangePassword = Type.Object({
  current_password: Type.String({ maxLength: limits.passwordMax }),
  new_password: Password,
});

export const Preferences = Type.Object({
  theme: Type.Union([Type.Literal('light'), Type.Literal('dark'), Type.Literal('system')]),
  language: Type.Union([Type.Literal('en'), Type.Literal('de')]),
  notification_enabled: Type.Boolean(),
});
export type Preferences = Static<typeof Preferences>;

export const UpdatePreferences = Type.Partial(Preferences, { minProperties: 1 });
export type UpdatePreferences = Static<typeof UpdatePreferences>;
