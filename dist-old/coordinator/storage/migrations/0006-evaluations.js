/** Rounds whose models the buyer evaluates: written when a round is completed, filled in once. */
import { sql } from 'kysely';
const statements = [
    `create table evaluation (
    bounty_id text not null,
    round integer not null,
    attempt integer not null,
    model_blob text not null,
    model_hash text not null,
    state text not null check (state in ('awaited', 'done', 'missed')),
    deadline_ms bigint not null,
    correct bigint not null default 0 check (correct >= 0),
    total bigint not null default 0 check (total >= correct),
    metrics text not null default '[]',
    signature bytea,
    primary key (bounty_id, round),
    foreign key (bounty_id, round, attempt) references attempt (bounty_id, round, attempt),
    constraint done_is_signed check ((state = 'done') = (signature is not null))
  )`,
    `create index evaluation_by_model on evaluation (model_blob)`,
];
export async function addEvaluations(db) {
    for (const statement of statements)
        await sql.raw(statement).execute(db);
}
//# sourceMappingURL=0006-evaluations.js.map