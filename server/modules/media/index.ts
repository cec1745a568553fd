export { attachMedia, detachMedia } from './media.attachments.ts';
export { mediaJobDefinitions, mediaJobs } from './media.jobs.ts';
export { openUpload } from './media.open.ts';
export { registerMediaRoutes } from './media.routes.ts';
export { storeMedia } from './media.store.ts';
