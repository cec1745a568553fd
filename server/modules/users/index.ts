export { createUser } from './users.actions.ts';
export { foldForSearch, foldName } from './users.names.ts';
export { presentUser } from './users.present.ts';
export { findUserByLogin, findUserIdsByUsernames, findUsersByIds, getUser } from './users.queries.ts';
export { registerUserRoutes } from './users.routes.ts';
export type { UserRow } from './users.tables.ts';
