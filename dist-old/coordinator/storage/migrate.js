import { Migrator, sql } from 'kysely';
import { migrations } from './migrations/index.js';
/** Runs the steps that this database has not seen, in one transaction, under a lock that replicas respect. */
export async function migrateToLatest(db) {
    const known = new Set(migrations.map(({ name }) => name));
    const unknown = (await appliedMigrations(db)).filter(name => !known.has(name));
    if (unknown.length > 0) {
        throw new Error(`a newer version of Parley wrote it (${unknown.join(', ')}); run that version or a newer one`);
    }
    const provider = {
        getMigrations: async () => Object.fromEntries(migrations.map(({ name, up }) => [name, { up }])),
    };
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error !== undefined)
        throw error;
}
/** Names of the steps that this database has seen, oldest first; none for a new one. */
export async function appliedMigrations(db) {
    const found = await sql `select to_regclass('kysely_migration') is not null as exists`.execute(db);
    if (found.rows[0]?.exists !== true)
        return [];
    const { rows } = await sql `select name from kysely_migration order by name`.execute(db);
    return rows.map(row => row.name);
}
//# sourceMappingURL=migrate.js.map