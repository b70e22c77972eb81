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
export { type Rotation, rotateRing, settleRing } from './rotate.ts'
