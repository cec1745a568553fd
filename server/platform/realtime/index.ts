export { Connection } from './connection.ts';
export { Hub } from './hub.ts';
