export { startRealtime } from './socket-server.ts';
