export { type Append, append, createLogs, type LoggedEvent, toLogged } from './append.ts';
export type { LogKind } from './log.tables.ts';
export { type LogPage, type LogPosition, readHeads, readLog, scrubEvents, trimLogs } from './read.ts';
