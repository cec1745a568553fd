export { Connection } from './connection.ts';
export { Hub, type People } from './hub.ts';
export type { ReadMark } from './read-marks.ts';
