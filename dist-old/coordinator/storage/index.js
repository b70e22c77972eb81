export { StorageContentionError, StorageLockedError, StorageUnavailableError } from './errors.js';
export { openStorage, } from './storage.js';
//# sourceMappingURL=index.js.map