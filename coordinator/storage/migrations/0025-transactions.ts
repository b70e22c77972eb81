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
    blocked_until_ms bigint not null default 0,
    primary key (organisation, role)
  )`,
  `create table call_transaction (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    key_id text not null references member_key (key_id),
    organisation text not null,
    role text not null,
    method text not null,
    request bytea not null,
    request_hash text not null check (request_hash ~ '^[0-9a-f]{64}$'),
    requested_at_ms bigint not null,
    waits_until_ms bigint not null,
    good_until_ms bigint not null default 0,
    approved_by text not null default '',
    used_at_ms bigint not null default 0
  )`,
  `create index call_transaction_by_time on call_transaction (requested_at_ms)`,
  `create index call_transaction_by_key on call_transaction (key_id, request_hash)`,
]

export async function addTransactions(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
