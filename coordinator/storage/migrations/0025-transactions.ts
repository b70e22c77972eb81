/** Second factors of members, and the transactions that calls of much consequence are let in by. */
import { type Kysely, sql } from 'kysely'

const statements = [
  // Secrets are sealed under a key that is not in the database.
  `create table second_factor (
    organisation text not null references organisation (id),
    role text not null,
    secret bytea,
    proposed bytea,
    counts_from_ms bigint not null default 0,
    last_step bigint not null default 0,
    failures integer not null default 0 check (failures >= 0),
    blocks integer not null default 0 check (blocks >= 0),
    blocked_until_ms bigint not null default 0,
    primary key (organisation, role)
  )`,
  // The bytes of a request are kept where somebody else has to read them; their hash always.
  `create table call_transaction (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    key_id text not null references member_key (key_id),
    organisation text not null,
    role text not null,
    method text not null,
    request bytea not null,
    request_hash text not null check (request_hash ~ '^[0-9a-f]{64}$'),
    needs_approval boolean not null,
    requested_at_ms bigint not null,
    waits_until_ms bigint not null,
    good_until_ms bigint not null default 0,
    approved_by text not null default '',
    approver_key_id text references member_key (key_id),
    used_at_ms bigint not null default 0
  )`,
  `create index call_transaction_by_time on call_transaction (requested_at_ms)`,
  `create index call_transaction_of_member on call_transaction (organisation, role, requested_at_ms)`,
]

export async function addTransactions(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
