export { type Blobs, type ByteRange, blobKey } from './blobs.ts';
export { openDiskBlobs } from './disk.ts';
