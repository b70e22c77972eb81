import { AsyncLocalStorage } from 'node:async_hooks';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { runChecks } from './checks.js';
import { StorageContentionError, StorageLockedError, StorageUnavailableError } from './errors.js';
import { migrateToLatest } from './migrate.js';
import { openFolderSource, openMemorySource } from './pglite-source.js';
import { asKyselyPool } from './pool.js';
import { openPostgresSource } from './postgres-source.js';
const maximumAttempts = 40;
const defaultPoolSize = 16;
const retryableCodes = new Set(['40001', '40P01']);
/**
 * Opens the database and brings its tables to this version's.
 *
 * @throws StorageLockedError when another process holds the folder.
 * @throws StorageUnavailableError when it cannot be opened, reached or migrated.
 */
export async function openStorage(options) {
    const { kind, source, embedded } = await openSource(options);
    const inside = new AsyncLocalStorage();
    const pool = asKyselyPool(source, () => refuseNested(inside.getStore()));
    const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
    try {
        await migrateToLatest(db);
    }
    catch (error) {
        await db.destroy();
        throw unavailable(options, error);
    }
    return {
        kind,
        db,
        transaction: work => withRetries(attempt => runOnce({ db, kind, inside, attempt }, work)),
        checks: () => runChecks(db, kind, embedded),
        close: () => db.destroy(),
    };
}
async function openSource(options) {
    if ('postgresUrl' in options) {
        const source = openPostgresSource(options.postgresUrl, options.poolSize ?? defaultPoolSize);
        return { kind: 'postgres', source, embedded: null };
    }
    try {
        const embedded = 'dataDir' in options ? await openFolderSource(options.dataDir) : await openMemorySource();
        return { kind: 'dataDir' in options ? 'folder' : 'memory', source: embedded, embedded };
    }
    catch (error) {
        if (error instanceof StorageLockedError)
            throw error;
        throw unavailable(options, error);
    }
}
/** Inside a transaction a second connection would see other data, and on the embedded database wait for itself. */
function refuseNested(transaction) {
    if (transaction?.isOpen) {
        throw new Error('a query inside a transaction must go through its tx, not through storage.db or a second one');
    }
}
async function runOnce({ db, kind, inside, attempt }, work) {
    const builder = kind === 'postgres' ? db.transaction().setIsolationLevel('serializable') : db.transaction();
    return builder.execute(async (tx) => {
        if (attempt > 1)
            await waitForTurn(tx);
        const marker = { isOpen: true };
        try {
            return await inside.run(marker, () => work(tx));
        }
        finally {
            // Work left running by the caller keeps the marker in its context; closed, it no longer refuses anything.
            marker.isOpen = false;
        }
    });
}
/**
 * Those who lost run one at a time, or the same one could lose to the others for ever. A table's lock is the only
 * one that a SERIALIZABLE transaction can wait for before its view of the data is fixed.
 */
async function waitForTurn(tx) {
    await sql `lock table retry_turn in exclusive mode`.execute(tx);
}
async function withRetries(run) {
    for (let attempt = 1;; attempt++) {
        try {
            return await run(attempt);
        }
        catch (error) {
            if (!retryableCodes.has(error.code ?? ''))
                throw error;
            if (attempt === maximumAttempts)
                throw new StorageContentionError(attempt, error);
            await sleep(backoffMs(attempt));
        }
    }
}
/** Doubles up to 16 ms, spread so that those who lost together do not come back together. */
function backoffMs(attempt) {
    return randomInt(2 ** Math.min(attempt, 4));
}
function unavailable(options, cause) {
    const reason = cause instanceof Error ? cause.message || String(cause.code) : String(cause);
    return new StorageUnavailableError(`${describePlace(options)} cannot be opened: ${reason}`, { cause });
}
function describePlace(options) {
    if ('dataDir' in options)
        return `the database in the folder ${options.dataDir}`;
    if ('memory' in options)
        return 'the database in memory';
    return `the PostgreSQL database at ${withoutPassword(options.postgresUrl)}`;
}
function withoutPassword(postgresUrl) {
    try {
        const url = new URL(postgresUrl);
        if (url.password !== '')
            url.password = '***';
        return url.toString();
    }
    catch {
        return 'the given URL (which does not parse: postgres://user:password@host:port/database)';
    }
}
//# sourceMappingURL=storage.js.map