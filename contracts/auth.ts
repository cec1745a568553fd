import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';
import { Nullable, Page, Timestamp, Uuid } from './primitives.ts';
import { Email, FullName, Password, User, Username } from './users.ts';

export const Signup = Type.Object({
  username: Username,
  password: Password,
  email: Type.Optional(Nullable(Email)),
  full_name: Type.Optional(Nullable(FullName)),
});
export type Signup = Static<typeof Signup>;

/** `username` may be the e-mail address. Also accepted as an OAuth2 password form (`grant_type` is ignored). */
export const Login = Type.Object({
  username: Type.String({ minLength: 1, maxLength: limits.emailMax }),
  password: Type.String({ minLength: 1, maxLength: limits.passwordMax }),
});
export type Login = Static<typeof Login>;

/** What sign-up, login and refresh answer with; `expires_in` is the access token's life in seconds. */
export const AuthTokens = Type.Object({
  user: User,
  access_token: Type.String(),
  refresh_token: Type.String(),
  token_type: Type.Literal('bearer'),
  expires_in: Type.Integer(),
});
export type AuthTokens = Static<typeof AuthTokens>;

export const Refresh = Type.Object({ refresh_token: Type.String({ minLength: 1, maxLength: 500 }) });

export const ForgotPassword = Type.Object({ email: Email });
export const ResetPassword = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 500 }),
  new_password: Password,
});

/** A sentence for the person, where there is nothing else to answer with. */
export const Acknowledged = Type.Object({ message: Type.String() });

/** One signed-in device. */
export const Session = Type.Object({
  id: Uuid,
  user_agent: Nullable(Type.String()),
  ip: Nullable(Type.String()),
  created_at: Timestamp,
  last_used_at: Timestamp,
  expires_at: Timestamp,
  current: Type.Boolean(),
});
export type Session = Static<typeof Session>;

export const SessionPage = Page(Session);
