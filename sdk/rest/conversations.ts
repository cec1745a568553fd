import type {
  Conversation,
  ConversationEvent,
  CreateConversation,
  EventPage,
  EventsQuery,
  HistoryQuery,
  Message,
  MessageHit,
  ReadState,
  Role,
} from '@parlance/contracts';
import { type Http, path } from '../http.ts';
import type { Page } from './page.ts';

/** Conversations, their members and what was said in them. All throw `not_found` for those one is no member of. */
export class ConversationsApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** One's own conversations, the most recently active first. */
  list(query: { cursor?: string; limit?: number } = {}): Promise<Page<Conversation>> {
    return this.#http.send({ method: 'GET', path: '/v1/conversations', query });
  }

  /** Starts one; for two people the direct conversation that is there already comes back. */
  create(body: CreateConversation): Promise<Conversation> {
    return this.#http.send({ method: 'POST', path: '/v1/conversations', json: body });
  }

  /** One conversation as one sees it oneself. */
  get(id: string): Promise<Conversation> {
    return this.#http.send({ method: 'GET', path: path`/v1/conversations/${id}` });
  }

  /** Gives it a title, or takes it away with null. */
  rename(id: string, title: string | null): Promise<Conversation> {
    return this.#http.send({ method: 'PATCH', path: path`/v1/conversations/${id}`, json: { title } });
  }

  /** Deletes it for everyone. Owners only. */
  remove(id: string): Promise<void> {
    return this.#http.send({ method: 'DELETE', path: path`/v1/conversations/${id}` });
  }

  /** Adds people to a group. */
  addMembers(id: string, userIds: readonly string[], role?: Role): Promise<Conversation> {
    const json = { user_ids: userIds, ...(role && { role }) };
    return this.#http.send({ method: 'POST', path: path`/v1/conversations/${id}/members`, json });
  }

  /** Takes someone out of a group. */
  removeMember(id: string, userId: string): Promise<void> {
    return this.#http.send({ method: 'DELETE', path: path`/v1/conversations/${id}/members/${userId}` });
  }

  /** Makes a member an owner or an owner a member. */
  setRole(id: string, userId: string, role: Role): Promise<Conversation> {
    return this.#http.send({ method: 'PATCH', path: path`/v1/conversations/${id}/members/${userId}`, json: { role } });
  }

  /** Leaves it oneself. */
  async leave(id: string): Promise<void> {
    const { userId } = this.#http.session;
    if (userId !== null) await this.removeMember(id, userId);
  }

  /** A page of history in ascending `seq`: the newest, or those before or after a `seq`. */
  messages(id: string, query: HistoryQuery = {}): Promise<Page<Message>> {
    return this.#http.send({ method: 'GET', path: path`/v1/conversations/${id}/messages`, query });
  }

  /** The conversation's log after a position. */
  events(id: string, query: EventsQuery = {}): Promise<EventPage<ConversationEvent>> {
    return this.#http.send({ method: 'GET', path: path`/v1/conversations/${id}/events`, query });
  }

  /** Marks everything up to `seq` as read; never moves backwards. */
  markRead(id: string, seq: number): Promise<ReadState> {
    const request = { method: 'POST', path: path`/v1/conversations/${id}/read`, json: { seq } } as const;
    return this.#http.send({ ...request, idempotent: true });
  }

  /** Finds messages of this conversation by their words, the best match first. */
  search(id: string, query: { query: string; cursor?: string; limit?: number }): Promise<Page<MessageHit>> {
    return this.#http.send({ method: 'GET', path: path`/v1/conversations/${id}/search`, query });
  }
}
