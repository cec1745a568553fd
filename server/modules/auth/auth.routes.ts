import formbody from '@fastify/formbody';
import { AuthTokens, Login, Refresh, Signup, User } from '@parlance/contracts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import { getUser, presentUser } from '../users/index.ts';
import { registerApiKeyRoutes } from './api-keys.routes.ts';
import { createAttempts } from './attempts.ts';
import { login, signUp } from './auth.actions.ts';
import { callerOf } from './caller.ts';
import { registerPasswordRoutes } from './password.routes.ts';
import { refresh } from './refresh.ts';
import { registerSessionRoutes } from './sessions.routes.ts';

const tags = ['auth'];
const config = { public: true };
/** RFC 6749, section 5.1: answers that hold tokens are not to be kept by anything on the way. */
const uncached = { 'cache-control': 'no-store' };

/** Routes for signing up, in and out, and for passwords. */
export async function registerAuthRoutes(http: Http, platform: Platform): Promise<void> {
  const attempts = createAttempts(platform);
  registerTokenRoutes(http, platform);
  // A scope of its own: nothing but the login takes forms.
  await http.register(async (scope: Http) => {
    await scope.register(formbody);
    scope.post(
      '/v1/auth/login',
      {
        config: { ...config, errors: [401, 403] },
        schema: {
          tags,
          operationId: 'login',
          summary: 'Sign in with username or e-mail address and password',
          consumes: ['application/json', 'application/x-www-form-urlencoded'],
          body: Login,
          response: { 200: AuthTokens },
        },
      },
      async (request, reply) => {
        const tokens = await login(platform, attempts, request.body, callerOf(request));
        return reply.headers(uncached).send(tokens);
      },
    );
  });
  registerSessionRoutes(http, platform);
  registerPasswordRoutes(http, platform, attempts);
  registerApiKeyRoutes(http, platform);
}

function registerTokenRoutes(http: Http, platform: Platform): void {
  http.post(
    '/v1/auth/signup',
    {
      config: { ...config, errors: [403] },
      schema: {
        tags,
        operationId: 'signUp',
        summary: 'Create an account; the first one becomes the administrator',
        body: Signup,
        response: { 201: AuthTokens },
      },
    },
    async (request, reply) => {
      const tokens = await signUp(platform, request.body, callerOf(request));
      return reply.status(201).headers(uncached).send(tokens);
    },
  );

  http.post(
    '/v1/auth/refresh',
    {
      config: { ...config, errors: [401, 403] },
      schema: {
        tags,
        operationId: 'refresh',
        summary: 'Exchange a refresh token for new tokens',
        description: 'A refresh token works once. Using it again ends its session on every device that holds a copy.',
        body: Refresh,
        response: { 200: AuthTokens },
      },
    },
    async (request, reply) => {
      const { arrivedAt, body } = request;
      const tokens = await refresh(platform, { token: body.refresh_token, arrivedAt }, callerOf(request));
      return reply.headers(uncached).send(tokens);
    },
  );

  http.get(
    '/v1/auth/me',
    { schema: { tags, operationId: 'whoAmI', summary: 'Tell who is signed in', response: { 200: User } } },
    async ({ actor }) => presentUser(await getUser(platform.db, actor.userId)),
  );
}
