export { createSealer, SealError, type Sealer } from './seal.ts';
export { deriveKeys, loadSecrets, rotateSecretFile, type Secrets } from './secret.ts';
