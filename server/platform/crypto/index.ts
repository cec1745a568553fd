export { deriveKey, loadSecret } from './secret.ts';
