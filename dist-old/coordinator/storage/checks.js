import { sql } from 'kysely';
import { appliedMigrations } from './migrate.js';
import { migrations } from './migrations/index.js';
/** Looks at the database as an operator would; a check that cannot be made counts as failed. */
export async function runChecks(db, kind, embedded) {
    const checks = [
        await attempt('reachable', () => checkReachable(db)),
        await attempt('migrated', () => checkMigrated(db)),
        await attempt('durable', () => checkDurable(db, kind, embedded)),
    ];
    if (kind === 'folder')
        checks.push(await attempt('locked', async () => checkLocked(embedded)));
    return checks;
}
async function attempt(name, look) {
    try {
        return { name, ...(await look()) };
    }
    catch (error) {
        return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
}
async function checkReachable(db) {
    const { rows } = await sql `select current_setting('server_version') as version`.execute(db);
    return { ok: true, detail: `PostgreSQL ${rows[0]?.version}` };
}
async function checkMigrated(db) {
    const applied = await appliedMigrations(db);
    const missing = migrations.filter(({ name }) => !applied.includes(name)).map(({ name }) => name);
    if (missing.length > 0)
        return { ok: false, detail: `not applied: ${missing.join(', ')}; restart to apply them` };
    return { ok: true, detail: `${applied.length} of ${migrations.length} steps applied` };
}
async function checkDurable(db, kind, embedded) {
    if (kind === 'memory')
        return { ok: false, detail: 'the database is in memory and ends with the process' };
    const { rows } = await sql `
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(db);
    const { fsync, commit } = rows[0] ?? { fsync: 'unknown', commit: 'unknown' };
    const written = embedded === null ? '' : `, ${embedded.syncCount()} forced writes since it was opened`;
    return {
        ok: fsync === 'on' && commit !== 'off',
        detail: `fsync ${fsync}, synchronous_commit ${commit}${written}`,
    };
}
function checkLocked(embedded) {
    embedded?.assertHeld();
    return { ok: true, detail: 'this process holds the data folder' };
}
//# sourceMappingURL=checks.js.map