/**
 * The public log: leaves in order, and the hashes of complete subtrees, so that a root or a proof reads as many rows
 * as the tree is high. What is in the log is never changed; the database refuses it.
 */
import { sql } from 'kysely';
/** Creates the tables and triggers of the log. */
export async function createLogTables(db) {
    for (const statement of [...tables, ...triggers])
        await sql.raw(statement).execute(db);
}
const tables = [
    `create table log_leaf (
    idx bigint primary key check (idx >= 0),
    body bytea not null,
    hash bytea not null check (length(hash) = 32)
  )`,
    `create table log_node (
    level integer not null check (level between 1 and 52),
    position bigint not null check (position >= 0),
    hash bytea not null check (length(hash) = 32),
    primary key (level, position)
  )`,
];
const triggers = ['log_leaf', 'log_node'].flatMap(table => [
    `create trigger ${table}_is_permanent before update or delete on ${table}
    for each row execute function refuse_change()`,
    `create trigger ${table}_is_not_emptied before truncate on ${table}
    for each statement execute function refuse_change()`,
]);
//# sourceMappingURL=0002-log.js.map