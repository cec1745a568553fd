export { deriveKeys, loadSecrets, rotateSecretFile, type Secrets } from './secret.ts';
