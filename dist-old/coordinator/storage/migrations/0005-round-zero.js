/** Round 0: where the terms leave means to the holders, statistics are summed before anything is trained. */
import { sql } from 'kysely';
const statements = [
    `alter table attempt drop constraint attempt_round_check`,
    `alter table attempt add constraint attempt_round_check check (round >= 0)`,
];
export async function addRoundZero(db) {
    for (const statement of statements)
        await sql.raw(statement).execute(db);
}
//# sourceMappingURL=0005-round-zero.js.map