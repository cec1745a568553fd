// The tables of this module, declared to the database's types.
import './ask-db.tables.ts';

export { registerAskRoutes } from './ask.routes.ts';
export { askDatabaseTool } from './ask-database.tool.ts';
