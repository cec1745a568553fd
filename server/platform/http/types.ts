import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';

/** Who makes a request: a person in one of their sessions. */
export interface Actor {
  userId: string;
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

/** Tells who a bearer token belongs to, or throws `unauthorized` / `token_expired` / `account_inactive`. */
export type Authenticate = (token: string) => Promise<Actor>;

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
    /** A request limit of its own instead of the general ones; `none` for pages, health and documentation. */
    limit?: 'read' | 'write' | 'none';
    /** Error statuses for the documentation, beyond those that follow from the route's form (`documented-errors.ts`). */
    errors?: readonly number[];
  }
}
