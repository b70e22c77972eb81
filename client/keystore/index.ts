export { type KeyKeeping, type KeyNews, keepKey } from './key-keeper.ts'
export { type KeyRing, type NextKey, openKeyRing, type VersionedSigner } from './key-ring.ts'
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
