export { createFolder, openFolder, writeManifest, writeTables } from './folder.ts';
export { loadSnapshot } from './load.ts';
export { type TableState, withSnapshot } from './snapshot.ts';
