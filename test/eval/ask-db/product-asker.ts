import type { AskAnswer, AuthTokens, Connection, ConnectionState } from '@parlance/contracts';
import type { Product } from '../../../bench/product.ts';
import { eventually } from '../../harness/eventually.ts';

/** Asks the running product as a signed-in person does: over HTTP, about a connection of theirs. */
export class ProductAsker {
  private token = '';
  private readonly product: Product;

  constructor(product: Product) {
    this.product = product;
  }

  async signUp(): Promise<void> {
    const account = { username: 'evaluation', password: 'a long enough password' };
    this.token = (await this.call<AuthTokens>('POST', '/v1/auth/signup', account)).access_token;
  }

  /** Connects a database and waits until it is analysed. */
  async connect(url: string, name: string): Promise<string> {
    const { id } = await this.call<Connection>('POST', '/v1/connections/from-url', {
      url,
      name,
      allow_superuser: true,
    });
    let state: ConnectionState | undefined;
    await eventually(
      `${name} is analysed`,
      async () => {
        state = await this.call<ConnectionState>('GET', `/v1/system/connections/${id}/status`);
        return state.status === 'ready' || state.status === 'error';
      },
      300,
    );
    if (state?.status !== 'ready') throw new Error(`${name} could not be analysed: ${state?.status_message}`);
    return id;
  }

  ask(connectionId: string, question: string): Promise<AskAnswer> {
    return this.call<AskAnswer>('POST', `/v1/chat/${connectionId}`, { question });
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = {
      'content-type': 'application/json',
      ...(this.token && { authorization: `Bearer ${this.token}` }),
    };
    const response = await fetch(`${this.product.url}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
