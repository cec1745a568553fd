import type { ContentDraft, Message, PostMessage } from '@parlance/contracts';
import { type Http, path } from '../http.ts';

/** Writing messages. Their changes reach every member's log; a `ChatStore` shows them by itself. */
export class MessagesApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /**
   * Sends a message. With a `message_id` it may be repeated without fear: the original comes back, and this client
   * repeats it by itself. Throws `message_id_reused` where the id was used for other content.
   */
  async send(body: PostMessage, options: { signal?: AbortSignal } = {}): Promise<Message> {
    const answer = await this.#http.send<{ message: Message }>({
      method: 'POST',
      path: '/v1/messages',
      json: body,
      idempotent: body.message_id !== undefined,
      signal: options.signal,
    });
    return answer.message;
  }

  /** Changes what one's own message says. */
  edit(id: string, content: ContentDraft): Promise<Message> {
    return this.#http.send({ method: 'PATCH', path: path`/v1/messages/${id}`, json: { content } });
  }

  /** Deletes a message; its place in the history stays. */
  remove(id: string): Promise<void> {
    return this.#http.send({ method: 'DELETE', path: path`/v1/messages/${id}` });
  }

  /** Adds one's own reaction. */
  async react(id: string, emoji: string): Promise<void> {
    await this.#http.send({ method: 'PUT', path: path`/v1/messages/${id}/reactions/${emoji}` });
  }

  /** Takes one's own reaction back. */
  async unreact(id: string, emoji: string): Promise<void> {
    await this.#http.send({ method: 'DELETE', path: path`/v1/messages/${id}/reactions/${emoji}` });
  }
}
