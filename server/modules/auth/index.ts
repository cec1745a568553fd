export { createAdministrator, issueToken, setPassword } from './administration.ts';
export { authJobDefinitions, authJobs } from './auth.jobs.ts';
export { registerAuthRoutes } from './auth.routes.ts';
export { createAuthenticate } from './authenticate.ts';
export { findEndedSessions } from './sessions.ts';
