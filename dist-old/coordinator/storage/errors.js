/** Another process holds the data folder. The message names it and says what to do. */
export class StorageLockedError extends Error {
    name = 'StorageLockedError';
    folder;
    holderPid;
    constructor(folder, holderPid, holderHost) {
        super(`the data folder ${folder} is in use by process ${holderPid} on ${holderHost}; ` +
            `stop that process, or choose another folder (a lock left by a dead process is taken over by itself)`);
        this.folder = folder;
        this.holderPid = holderPid;
    }
}
/** The transaction met others on the same rows too often and was given up. Nothing was written; it may be tried again. */
export class StorageContentionError extends Error {
    name = 'StorageContentionError';
    attempts;
    constructor(attempts, cause) {
        super(`a transaction lost against others ${attempts} times and was given up; nothing was written, try again`, {
            cause,
        });
        this.attempts = attempts;
    }
}
/** The database cannot be opened, reached or brought to this version's tables. The message says which and what to do. */
export class StorageUnavailableError extends Error {
    name = 'StorageUnavailableError';
}
//# sourceMappingURL=errors.js.map