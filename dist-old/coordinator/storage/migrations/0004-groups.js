/** Attempts of a divided cohort: the draw (group 0) and each group (from 1) have events of their own. */
import { sql } from 'kysely';
const statements = [
    `alter table attempt_event add column group_number integer not null default 1 check (group_number >= 0)`,
    `alter table attempt_event alter column group_number drop default`,
    `alter table attempt_event drop constraint attempt_event_pkey`,
    `alter table attempt_event add primary key (bounty_id, round, attempt, group_number, sequence)`,
];
export async function addGroups(db) {
    for (const statement of statements)
        await sql.raw(statement).execute(db);
}
//# sourceMappingURL=0004-groups.js.map