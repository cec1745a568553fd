import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { ApiKeyScope } from '@parlance/contracts';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TSchema } from 'typebox';

/** Who makes a request: a person in one of their sessions, or by an API key. */
export interface Actor {
  userId: string;
  /** The session, or the API key that stands for one. */
  sessionId: string;
  username: string;
  isSuperuser: boolean;
}

/** The HTTP application as routes see it: schemas are TypeBox and give the types of body, query and params. */
export type Http = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What a route takes: `login` the tokens of a sign-in alone, else also API keys that have this scope or `api`. */
export type AccessScope = 'login' | ApiKeyScope;

/**
 * Tells who a bearer token belongs to, or throws `unauthorized` / `token_expired` / `account_inactive`, and `forbidden` for an API key
 * without the scope, which is `api` unless told.
 */
export type Authenticate = (token: string, scope?: AccessScope) => Promise<Actor>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route that is not public, before its handler runs. */
    actor: Actor;
    /** When the request reached this process, in milliseconds since 1970. */
    arrivedAt: number;
  }
  interface FastifyContextConfig {
    /** Routes need a valid bearer token unless they say so. A public route ignores tokens. */
    public?: boolean;
    /** Which API keys the route takes: those of the scope `api` unless it says so. */
    scope?: AccessScope;
    /** A request limit of its own instead of the general ones; `none` for pages, health and documentation. */
    limit?: 'read' | 'write' | 'none';
    /** Error statuses for the documentation, beyond those that follow from the route's form (`documented-errors.ts`). */
    errors?: readonly number[];
    /** The schema of its error answers where a protocol has its own; else the one envelope. */
    errorBody?: TSchema;
  }
}
