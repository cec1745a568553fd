export { type Realtime, startRealtime } from './socket-server.ts';
