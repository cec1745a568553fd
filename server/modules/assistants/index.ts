// The tables of this module, declared to the database's types.
import './assistants.tables.ts';

export { findAssistantFor, findChosen } from './assistants.queries.ts';
export { registerAssistantRoutes } from './assistants.routes.ts';
