import { type Static, type TProperties, Type } from 'typebox';
import { Nullable, Page, Seq, Timestamp, Uuid } from './primitives.ts';

export const ConnectionKind = Type.Union([Type.Literal('postgresql'), Type.Literal('sqlite')]);
export type ConnectionKind = Static<typeof ConnectionKind>;

/** As libpq names them: `verify-ca` checks who signed the certificate, `verify-full` also whose it is. */
export const SslMode = Type.Union([
  Type.Literal('disable'),
  Type.Literal('allow'),
  Type.Literal('prefer'),
  Type.Literal('require'),
  Type.Literal('verify-ca'),
  Type.Literal('verify-full'),
]);
export type SslMode = Static<typeof SslMode>;

export const ConnectionStatus = Type.Union([
  Type.Literal('pending'),
  Type.Literal('analyzing'),
  Type.Literal('indexing'),
  Type.Literal('ready'),
  Type.Literal('error'),
  Type.Literal('updating'),
]);
export type ConnectionStatus = Static<typeof ConnectionStatus>;

/** `chat`: ask. `view`: ask and see what is known about the database. `owner`: everything. */
export const ConnectionPermission = Type.Union([Type.Literal('chat'), Type.Literal('view'), Type.Literal('owner')]);
export type ConnectionPermission = Static<typeof ConnectionPermission>;

/** A connected database. Only owners see where it is and who logs in; nobody sees the password. */
export const Connection = Type.Object({
  id: Uuid,
  name: Type.String(),
  description: Nullable(Type.String()),
  kind: ConnectionKind,
  host: Nullable(Type.String()),
  port: Nullable(Type.Integer()),
  database: Nullable(Type.String({ description: 'Its name, or the name of the uploaded file.' })),
  username: Nullable(Type.String()),
  ssl_mode: Nullable(SslMode),
  allow_superuser: Type.Boolean(),
  is_demo: Type.Boolean(),
  status: ConnectionStatus,
  status_message: Nullable(Type.String()),
  analysis_progress: Type.Number({ minimum: 0, maximum: 100 }),
  server_version: Nullable(Type.String()),
  last_analyzed_at: Nullable(Timestamp),
  next_analysis_at: Nullable(Timestamp),
  permission: ConnectionPermission,
  owner_id: Uuid,
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type Connection = Static<typeof Connection>;

export const ConnectionPage = Page(Connection);

const name = Type.String({ minLength: 1, maxLength: 200 });
const description = Nullable(Type.String({ maxLength: 2_000 }));
const address = {
  host: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, description: '5432 unless told.' }),
  database: Type.String({ minLength: 1, maxLength: 255 }),
  username: Type.String({ minLength: 1, maxLength: 255 }),
  password: Type.String({ maxLength: 1_000 }),
  ssl_mode: SslMode,
  allow_superuser: Type.Boolean({
    description: 'Connect although the login is a superuser, who could read files of the server.',
  }),
};

/** `postgresql` (the default) needs host, database and username; `sqlite` needs the `media_id` of an upload. */
export const CreateConnection = Type.Object({
  name,
  description: Type.Optional(description),
  kind: Type.Optional(ConnectionKind),
  ...optional(address),
  media_id: Type.Optional(Uuid),
});
export type CreateConnection = Static<typeof CreateConnection>;

export const CreateConnectionFromUrl = Type.Object({
  url: Type.String({
    minLength: 1,
    maxLength: 4_000,
    description: '`postgresql://user:password@host:5432/database?sslmode=require`',
  }),
  name: Type.Optional(name),
  description: Type.Optional(description),
  allow_superuser: Type.Optional(address.allow_superuser),
});
export type CreateConnectionFromUrl = Static<typeof CreateConnectionFromUrl>;

/** What is not said stays. A new host, port or username needs the password once more. */
export const UpdateConnection = Type.Object({
  name: Type.Optional(name),
  description: Type.Optional(description),
  ...optional(address),
});
export type UpdateConnection = Static<typeof UpdateConnection>;

export const ConnectionTest = Type.Object({
  success: Type.Boolean(),
  message: Type.String(),
  server_version: Nullable(Type.String()),
});
export type ConnectionTest = Static<typeof ConnectionTest>;

export const ConnectionShare = Type.Object({
  user_id: Uuid,
  username: Type.String(),
  full_name: Nullable(Type.String()),
  permission: ConnectionPermission,
  created_at: Timestamp,
});
export type ConnectionShare = Static<typeof ConnectionShare>;

export const ConnectionSharePage = Page(ConnectionShare);

export const CreateConnectionShare = Type.Object({ user_id: Uuid, permission: ConnectionPermission });
export type CreateConnectionShare = Static<typeof CreateConnectionShare>;

/** What everybody who may ask can see about the state of a connection. */
export const ConnectionState = Type.Object({
  id: Uuid,
  status: ConnectionStatus,
  status_message: Nullable(Type.String()),
  analysis_progress: Type.Number({ minimum: 0, maximum: 100 }),
  last_analyzed_at: Nullable(Timestamp),
  next_analysis_at: Nullable(Timestamp),
});
export type ConnectionState = Static<typeof ConnectionState>;

const event = <Name extends string, Payload extends TProperties>(type: Name, payload: Payload) =>
  Type.Object({ seq: Seq, type: Type.Literal(type), at: Timestamp, actor_id: Nullable(Uuid), ...payload });

/** The log of a connection: how its analyses went. */
export const ConnectionEvent = Type.Union([
  event('analysis-started', { connection_id: Uuid }),
  event('analysis-progress', { status: ConnectionStatus, progress: Type.Number(), text: Type.String() }),
  event('analysis-finished', { tables: Type.Integer(), columns: Type.Integer() }),
  event('analysis-failed', { detail: Type.String() }),
]);
export type ConnectionEvent = Static<typeof ConnectionEvent>;

export const ConnectionEventPage = Type.Object({
  items: Type.Array(ConnectionEvent),
  head_seq: Seq,
  epoch: Type.String(),
  limited: Type.Boolean(),
});

function optional<P extends TProperties>(properties: P) {
  return Type.Partial(Type.Object(properties)).properties;
}
