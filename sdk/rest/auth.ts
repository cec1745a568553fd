import type { AuthTokens, Login, Session as SignedInDevice, Signup, User } from '@parlance/contracts';
import { type Http, path } from '../http.ts';
import type { Page } from './page.ts';

/** A person who signs out doesn't wait for a network that is gone. */
const logoutWithinMs = 5_000;

/** Signing up, in and out. Tokens are kept in the client's token store; callers never have to touch them. */
export class AuthApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Creates an account and signs in to it. Throws `username_taken`, `email_taken`, `signup_closed`. */
  async signup(body: Signup): Promise<User> {
    return this.#begin('/v1/auth/signup', body);
  }

  /** Signs in; `username` may be the e-mail address. Throws `invalid_credentials`, `account_inactive`. */
  async login(body: Login): Promise<User> {
    return this.#begin('/v1/auth/login', body);
  }

  /** Ends this session on the server as far as it can be reached, and forgets the tokens in any case. Never throws. */
  async logout(): Promise<void> {
    try {
      await this.#http.send({ method: 'POST', path: '/v1/auth/logout', timeoutMs: logoutWithinMs });
    } catch {
      // Whoever signs out wants to be signed out here, with or without the server; there the session ends by itself.
    } finally {
      this.#http.session.end();
    }
  }

  /** Renews the tokens now; the client does so by itself when it is time. */
  async refresh(): Promise<void> {
    await this.#http.session.renewNow();
  }

  /** The account that is signed in. */
  me(): Promise<User> {
    return this.#http.send({ method: 'GET', path: '/v1/auth/me' });
  }

  /** Has a mail with a link sent, if the address belongs to an account; the answer is the same either way. */
  forgotPassword(email: string): Promise<{ message: string }> {
    return this.#http.transport.send({ method: 'POST', path: '/v1/auth/forgot-password', json: { email } });
  }

  /** Sets a new password with the token of that mail; ends all sessions. Throws `invalid_reset_token`. */
  resetPassword(body: { token: string; new_password: string }): Promise<{ message: string }> {
    return this.#http.transport.send({ method: 'POST', path: '/v1/auth/reset-password', json: body });
  }

  /** The devices that are signed in. */
  sessions(query: { cursor?: string; limit?: number } = {}): Promise<Page<SignedInDevice>> {
    return this.#http.send({ method: 'GET', path: '/v1/auth/sessions', query });
  }

  /** Signs a device out. */
  endSession(id: string): Promise<void> {
    return this.#http.send({ method: 'DELETE', path: path`/v1/auth/sessions/${id}` });
  }

  /** Signs out every device but this one. */
  endOtherSessions(): Promise<void> {
    return this.#http.send({ method: 'DELETE', path: '/v1/auth/sessions' });
  }

  async #begin(address: string, body: Signup | Login): Promise<User> {
    const answer = await this.#http.transport.send<AuthTokens>({ method: 'POST', path: address, json: body });
    this.#http.session.begin(answer);
    return answer.user;
  }
}
