export { type Append, append, createLogs, deleteLogs, type LoggedEvent, toLogged } from './append.ts';
export { startNewEpochs } from './epochs.ts';
export type { LogKind } from './log.tables.ts';
export { type LogPage, type LogPosition, presentLogPage, readHeads, readLog, scrubEvents, trimLogs } from './read.ts';
export { applyRetention, trimLogsJob } from './retention.ts';
