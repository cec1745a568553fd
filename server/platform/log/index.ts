export { type Append, append, createLogs, deleteLogs, type LoggedEvent } from './append.ts';
export { startNewEpochs } from './epochs.ts';
export { followLog } from './follow.ts';
export { type LogPosition, presentLogPage, readHeads, readLog, scrubEvents, trimLogs } from './read.ts';
export { applyRetention, trimLogsJob } from './retention.ts';
