import { Acknowledged, ChangePassword, ForgotPassword, ResetPassword } from '@parlance/contracts';
import type { Http } from '../../platform/http/types.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Attempts } from './attempts.ts';
import { callerOf } from './caller.ts';
import { changePassword, requestPasswordReset, resetPassword } from './password.actions.ts';

/** Routes for forgotten and unwanted passwords. */
export function registerPasswordRoutes(http: Http, platform: Platform, attempts: Attempts): void {
  http.post(
    '/v1/auth/forgot-password',
    {
      config: { public: true },
      schema: {
        tags: ['auth'],
        operationId: 'forgotPassword',
        summary: 'Ask for a mail with a link that sets a new password',
        description: 'The answer is the same whether or not an account has the address.',
        body: ForgotPassword,
        response: { 200: Acknowledged },
      },
    },
    async (request) => {
      await requestPasswordReset(platform, attempts, { email: request.body.email, caller: callerOf(request) });
      return { message: 'If an account has this address, a mail with a link is on its way.' };
    },
  );

  http.post(
    '/v1/auth/reset-password',
    {
      config: { public: true },
      schema: {
        tags: ['auth'],
        operationId: 'resetPassword',
        summary: 'Set a new password with the token of a mail; every device is signed out',
        body: ResetPassword,
        response: { 200: Acknowledged },
      },
    },
    async (request) => {
      const { token, new_password: wanted } = request.body;
      await resetPassword(platform, { token, wanted, caller: callerOf(request) });
      return { message: 'Your password is set. Sign in with it.' };
    },
  );

  http.post(
    '/v1/users/me/change-password',
    {
      config: { scope: 'login' },
      schema: {
        tags: ['users'],
        operationId: 'changePassword',
        summary: 'Change your password; your other devices are signed out',
        body: ChangePassword,
        response: { 200: Acknowledged },
      },
    },
    async (request) => {
      const { current_password: current, new_password: wanted } = request.body;
      await changePassword(platform, attempts, { actor: request.actor, current, wanted, caller: callerOf(request) });
      return { message: 'Your password is changed. Your other devices were signed out.' };
    },
  );
}
