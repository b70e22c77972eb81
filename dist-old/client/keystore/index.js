export { createKeystore, KeystoreError, openKeystoreFile, showKeystore, } from './keystore-file.js';
//# sourceMappingURL=index.js.map