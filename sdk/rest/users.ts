import type {
  EventPage,
  EventsQuery,
  Preferences,
  PublicUser,
  UpdatePreferences,
  UpdateProfile,
  User,
  UserEvent,
} from '@parlance/contracts';
import { type Http, path } from '../http.ts';
import type { Page } from './page.ts';

/** People, and the signed-in person's own account. */
export class UsersApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Everyone with an account here. */
  list(query: { cursor?: string; limit?: number } = {}): Promise<Page<PublicUser>> {
    return this.#http.send({ method: 'GET', path: '/v1/users', query });
  }

  /** People whose name matches `q`. */
  search(query: { q: string; cursor?: string; limit?: number }): Promise<Page<PublicUser>> {
    return this.#http.send({ method: 'GET', path: '/v1/users/search', query });
  }

  /** One person. Throws `not_found`. */
  get(id: string): Promise<PublicUser> {
    return this.#http.send({ method: 'GET', path: path`/v1/users/${id}` });
  }

  /** The account that is signed in. */
  me(): Promise<User> {
    return this.#http.send({ method: 'GET', path: '/v1/users/me' });
  }

  /** Changes what is given. Throws `username_taken`, `email_taken`. */
  updateMe(changes: UpdateProfile): Promise<User> {
    return this.#http.send({ method: 'PUT', path: '/v1/users/me', json: changes });
  }

  /** Throws `invalid_credentials` where the current password is wrong. */
  changePassword(body: { current_password: string; new_password: string }): Promise<{ message: string }> {
    return this.#http.send({ method: 'POST', path: '/v1/users/me/change-password', json: body });
  }

  /** How this person wants the app to look and speak. */
  preferences(): Promise<Preferences> {
    return this.#http.send({ method: 'GET', path: '/v1/users/me/preferences' });
  }

  /** Changes what is given and answers with all of them. */
  updatePreferences(changes: UpdatePreferences): Promise<Preferences> {
    return this.#http.send({ method: 'PUT', path: '/v1/users/me/preferences', json: changes });
  }

  /** The person's own log after a position: conversations gained and lost, what was read elsewhere, mentions. */
  events(query: EventsQuery = {}): Promise<EventPage<UserEvent>> {
    return this.#http.send({ method: 'GET', path: '/v1/users/me/events', query });
  }
}
