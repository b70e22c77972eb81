export {
  createKeystore,
  KeystoreError,
  type KeystoreFault,
  type NewKeystore,
  type OpenedKeystore,
  openKeystoreFile,
  showKeystore,
} from './keystore-file.ts'
