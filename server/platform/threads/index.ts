export { createThread, ThreadError } from './thread.ts';
