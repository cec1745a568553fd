import { ParlanceError } from './errors.ts';
import type { Session } from './session.ts';
import type { HttpRequest, Transport } from './transport.ts';

/** Requests in the name of the signed-in user: adds the token and renews it once when the server refuses it. */
export class Http {
  readonly transport: Transport;
  readonly session: Session;

  constructor(transport: Transport, session: Session) {
    this.transport = transport;
    this.session = session;
  }

  /** Sends a request with the user's token. Throws as `Transport.send` does. */
  send<T>(request: HttpRequest): Promise<T> {
    return this.withToken((token) => this.transport.send<T>({ ...request, token }));
  }

  /** Runs `attempt` with a token, and once more with a renewed one where the first was refused. */
  async withToken<T>(attempt: (token: string | undefined) => Promise<T>): Promise<T> {
    const token = await this.session.accessToken();
    try {
      return await attempt(token);
    } catch (error) {
      if (token === undefined || !(error instanceof ParlanceError) || error.status !== 401) throw error;
      const renewed = await this.session.renew(token);
      return attempt(renewed.access_token);
    }
  }
}

/** A path from fixed parts and ids: `` path`/v1/users/${id}` `` with every value encoded. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((whole, part, index) => `${whole}${encodeURIComponent(values[index - 1] ?? '')}${part}`);
}
