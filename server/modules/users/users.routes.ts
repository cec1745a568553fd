import {
  EventsQuery,
  IdParams,
  limits,
  PageQuery,
  Preferences,
  PublicUser,
  UpdatePreferences,
  UpdateProfile,
  User,
  type UserEvent,
  UserEventPage,
  UserPage,
  UserSearchQuery,
} from '@parlance/contracts';
import { Type } from 'typebox';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Http } from '../../platform/http/types.ts';
import { readLog } from '../../platform/log/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { updatePreferences, updateProfile } from './users.actions.ts';
import { userNotFound } from './users.errors.ts';
import { presentPreferences, presentPublicUser, presentUser } from './users.present.ts';
import { getUser, listUsers, searchUsers } from './users.queries.ts';

const tags = ['users'];
const ListCursor = Type.Tuple([Type.String()]);
const SearchCursor = Type.Tuple([Type.Integer({ minimum: 0, maximum: 1 }), Type.String()]);

/** Routes about people and one's own account. */
export function registerUserRoutes(http: Http, platform: Platform): void {
  registerPeople(http, platform);
  registerOwnAccount(http, platform);
}

function registerPeople(http: Http, { db }: Platform): void {
  http.get(
    '/v1/users',
    {
      schema: {
        tags,
        operationId: 'listUsers',
        summary: 'List people by username',
        querystring: PageQuery,
        response: { 200: UserPage },
      },
    },
    async ({ query: { cursor, limit = limits.pageDefault } }) => {
      const [after] = cursor ? decodeCursor(cursor, ListCursor) : [''];
      const rows = await listUsers(db, { after, limit: limit + 1 });
      return page(rows, limit, (last) => [last.username_key]);
    },
  );

  http.get(
    '/v1/users/search',
    {
      schema: {
        tags,
        operationId: 'searchUsers',
        summary: 'Find people by a part of their name or by their whole e-mail address',
        querystring: UserSearchQuery,
        response: { 200: UserPage },
      },
    },
    async ({ query: { q, cursor, limit = limits.pageDefault } }) => {
      const [rank, key] = cursor ? decodeCursor(cursor, SearchCursor) : [0, ''];
      const rows = await searchUsers(db, { q, after: { rank, key }, limit: limit + 1 });
      return page(rows, limit, (last) => [last.rank, last.username_key]);
    },
  );

  http.get(
    '/v1/users/:id',
    {
      schema: {
        tags,
        operationId: 'getUser',
        summary: 'Get a person',
        params: IdParams,
        response: { 200: PublicUser },
      },
    },
    async ({ params }) => presentPublicUser(await getUser(db, params.id)),
  );
}

function registerOwnAccount(http: Http, platform: Platform): void {
  const { db } = platform;
  http.get(
    '/v1/users/me',
    { schema: { tags, operationId: 'getMe', summary: 'Get your account', response: { 200: User } } },
    async ({ actor }) => presentUser(await getUser(db, actor.userId)),
  );

  http.put(
    '/v1/users/me',
    {
      // Not by an API key: whoever changes the e-mail address can have a new password mailed there.
      config: { scope: 'login' },
      schema: {
        tags,
        operationId: 'updateMe',
        summary: 'Change your profile; fields left out stay',
        body: UpdateProfile,
        response: { 200: User },
      },
    },
    ({ actor, body }) => updateProfile(platform, actor, body),
  );

  http.get(
    '/v1/users/me/preferences',
    {
      schema: { tags, operationId: 'getPreferences', summary: 'Get your preferences', response: { 200: Preferences } },
    },
    async ({ actor }) => presentPreferences(await getUser(db, actor.userId)),
  );

  http.put(
    '/v1/users/me/preferences',
    {
      schema: {
        tags,
        operationId: 'updatePreferences',
        summary: 'Change your preferences; fields left out stay',
        body: UpdatePreferences,
        response: { 200: Preferences },
      },
    },
    ({ actor, body }) => updatePreferences(platform, actor, body),
  );

  http.get(
    '/v1/users/me/events',
    {
      schema: {
        tags,
        operationId: 'listMyEvents',
        summary: 'Read your own log: what your other devices did and what you became part of',
        querystring: EventsQuery,
        response: { 200: UserEventPage },
      },
    },
    async ({ actor, query: { after = 0, limit = limits.pageDefault, epoch } }) => {
      const log = await readLog(db, actor.userId, { after, epoch, limit });
      if (!log) throw userNotFound();
      return {
        items: log.events.map(({ json }) => JSON.parse(json) as UserEvent),
        head_seq: log.head.seq,
        epoch: log.head.epoch,
        limited: log.limited,
      };
    },
  );
}

/** A page from one row more than it holds. */
function page<Row extends Parameters<typeof presentPublicUser>[0]>(
  rows: Row[],
  limit: number,
  position: (last: Row) => (string | number)[],
) {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(presentPublicUser), next_cursor: last ? encodeCursor(position(last)) : null };
}
