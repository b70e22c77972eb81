/** What an algorithm keeps beside the model, and the model that each round left, of which one may be kept. */
import { sql } from 'kysely';
const statements = [
    `alter table bounty add column state_blob text not null default ''`,
    `alter table attempt add column model_blob text not null default ''`,
];
export async function addAlgorithms(db) {
    for (const statement of statements)
        await sql.raw(statement).execute(db);
}
//# sourceMappingURL=0007-algorithms.js.map