export { descriptionOf, type KeyFile, publicKeyOfFile, readKeyFile } from './key-file.ts'
export { type KeyKeeping, type KeyNews, keepKey } from './key-keeper.ts'
export {
  type KeyRing,
  type NextKey,
  type NextKeyOptions,
  openKeyRing,
  type VersionedSigner,
} from './key-ring.ts'
export {
  createKeystore,
  KeystoreError,
  type KeystoreFault,
  type NewKeystore,
  type OpenedKeystore,
  openKeystoreFile,
  showKeystore,
} from './keystore-file.ts'
export { ownKeys, type Rotation, rotateRing, settleRing } from './rotate.ts'
export { createSignerHome, type NewSignerHome } from './signer-home.ts'
